import { Reader, signed, unsigned, Writer } from "./wasm-bytes.ts";

/**
 * Rewrites a WebAssembly module so that it counts its own steps, and stops when there are none left: at the begin of
 * each function, at each turn of each loop, by the length of each copy and fill, and at each call of the host. Between
 * two counts stands nothing but straight code, so that no program makes the module work without being counted: neither
 * a built-in function over a huge length nor a regular expression nor the module's own parser. The counts depend on
 * nothing but what runs.
 *
 * The binary format: https://webassembly.github.io/spec/core/binary/. What is not known here is refused.
 */

/** The export by which the host sets and reads how many steps are left, a signed number of 32 bits. Below 0: it stopped. */
export const stepsExport = "steps";

/** Steps for each call of the host, which takes as long as so many turns of a loop. */
const hostCall = 4_000;
/** Copies and fills: 2 to this power of bytes for a step. */
const bytesPerStep = 4;

const section = { type: 1, import: 2, function: 3, memory: 5, global: 6, export: 7, code: 10 } as const;
const op = { loop: 0x03, if: 0x04, end: 0x0b, call: 0x10, prefixed: 0xfc } as const;
const noResult = 0x40;
const i32 = 0x7f;

/** Steps that a module has before the host sets a number. */
const unbounded = 2 ** 31 - 1;

/**
 * A module with a meter, which exports it as `stepsExport`. A memory of its own has so many pages of 64 KiB at most. Throws
 * where the module has what is not known here.
 */
export function metered(wasm: Uint8Array, mostPages: number): Uint8Array<ArrayBuffer> {
  const sections = sectionsOf(wasm);
  const meter = meterFor(sections);
  // One buffer for all: these modules are the largest that there is in the memory of an evaluator's process.
  const out = new Writer(wasm.length * 1.15 + 1_000);
  out.put(wasm.subarray(0, 8));
  for (const [id, content] of sections) {
    const added = meter.added[id];
    out.byte(id);
    const begin = out.begin();
    if (id === section.memory) out.put(memoryOf(new Reader(content), mostPages));
    else if (added === undefined) out.put(content);
    else {
      const reader = new Reader(content);
      const count = reader.unsigned();
      out.unsigned(count + 1);
      if (id === section.code) writeCode(reader, count, { meter, out });
      else out.put(content.subarray(reader.at));
      out.put(added);
    }
    out.end(begin);
  }
  return out.bytes.subarray(0, out.at);
}

interface Meter {
  /** Functions of the host, which have the first indexes. */
  readonly imported: number;
  /** By the id of a section: what it gets behind all that it has. */
  readonly added: Readonly<Record<number, Uint8Array>>;
  /** Code that counts a step, and a call of the host, and one that has a length on top of the stack, where it stays. */
  readonly step: Uint8Array;
  readonly hostCall: Uint8Array;
  readonly charge: Uint8Array;
}

function meterFor(sections: ReadonlyMap<number, Uint8Array>): Meter {
  const count = (id: number): number => {
    const content = sections.get(id);
    if (content === undefined) throw new Error(`the module has no section ${id}`);
    return new Reader(content).unsigned();
  };
  const imported = importedFunctions(new Reader(sections.get(section.import) ?? Uint8Array.of(0)));
  const types = unsigned(count(section.type));
  const counter = unsigned(count(section.global));
  const charging = unsigned(imported + count(section.function));
  const name = [...new TextEncoder().encode(stepsExport)];
  count(section.export);
  count(section.code);

  const [get, set] = [
    [0x23, ...counter],
    [0x24, ...counter],
  ];
  // counter < 0 ? unreachable
  const stop = [...get, 0x41, 0, 0x48, op.if, noResult, 0x00, op.end];
  // counter = counter - steps
  const counted = (steps: number) => Uint8Array.of(...get, 0x41, ...signed(steps), 0x6b, ...set, ...stop);
  // A function without locals: counter = counter - (length >>> bytesPerStep); …; length
  const body = [0, ...get, 0x20, 0, 0x41, bytesPerStep, 0x76, 0x6b, ...set, ...stop, 0x20, 0, op.end];
  return {
    imported,
    step: counted(1),
    hostCall: counted(hostCall),
    charge: Uint8Array.of(op.call, ...charging),
    added: {
      [section.type]: Uint8Array.of(0x60, 1, i32, 1, i32),
      [section.function]: Uint8Array.from(types),
      [section.global]: Uint8Array.of(i32, 1, 0x41, ...signed(unbounded), op.end),
      [section.export]: Uint8Array.of(...unsigned(name.length), ...name, 3, ...counter),
      [section.code]: Uint8Array.of(...unsigned(body.length), ...body),
    },
  };
}

/** Sections by their ids, in their order; those that say nothing to a machine are left out. */
function sectionsOf(wasm: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = new Reader(wasm);
  if (reader.take(8).join() !== "0,97,115,109,1,0,0,0") throw new Error("this is no WebAssembly of version 1");
  const sections = new Map<number, Uint8Array>();
  while (!reader.isAtEnd()) {
    const id = reader.byte();
    const content = reader.take(reader.unsigned());
    if (id !== 0) sections.set(id, content);
  }
  return sections;
}

/** How many functions are imported. Other imports than functions and a memory would move what is counted by index. */
function importedFunctions(reader: Reader): number {
  let functions = 0;
  for (let left = reader.unsigned(); left > 0; left--) {
    reader.take(reader.unsigned());
    reader.take(reader.unsigned());
    const kind = reader.byte();
    if (kind === 0) functions++;
    else if (kind !== 2) throw new Error(`the module imports something of kind ${kind}`);
    if (kind === 0) reader.unsigned();
    else for (let limits = reader.byte() & 1 ? 2 : 1; limits > 0; limits--) reader.unsigned();
  }
  return functions;
}

/** The one memory that a module has, with a maximum. */
function memoryOf(reader: Reader, mostPages: number): Uint8Array {
  if (reader.unsigned() !== 1 || reader.byte() > 1)
    throw new Error("the module has a memory of a kind that is not known");
  const initial = reader.unsigned();
  if (initial > mostPages) throw new Error("the module begins with more memory than it may have");
  return Uint8Array.of(1, 1, ...unsigned(initial), ...unsigned(mostPages));
}

interface Written {
  readonly meter: Meter;
  readonly out: Writer;
}

function writeCode(reader: Reader, count: number, written: Written): void {
  for (let left = count; left > 0; left--) {
    const begin = written.out.begin();
    writeBody(new Reader(reader.take(reader.unsigned())), written);
    written.out.end(begin);
  }
}

/** The body of a function, with what counts put in. */
function writeBody(reader: Reader, { meter, out }: Written): void {
  let from = 0;
  const insert = (at: number, code: Uint8Array) => {
    out.put(reader.bytes.subarray(from, at));
    out.put(code);
    from = at;
  };
  for (let left = reader.unsigned(); left > 0; left--) {
    reader.unsigned();
    reader.byte();
  }
  insert(reader.at, meter.step);
  while (!reader.isAtEnd()) {
    const begin = reader.at;
    const code = reader.byte();
    const immediate = skipImmediates(code, reader);
    if (code === op.loop) insert(reader.at, meter.step);
    else if (code === op.call && immediate < meter.imported) insert(begin, meter.hostCall);
    else if (code === op.prefixed && isBulk(immediate)) insert(begin, meter.charge);
  }
  out.put(reader.bytes.subarray(from));
}

/** memory.init, memory.copy, memory.fill: what they take last is a length. */
function isBulk(code: number): boolean {
  return code === 8 || code === 10 || code === 11;
}

/** Skips what follows the code of an instruction, and returns the number that it begins with, or -1. */
function skipImmediates(code: number, reader: Reader): number {
  if (code === 0x02 || code === op.loop || code === op.if) {
    const type = reader.byte();
    if (type !== noResult && (type < 0x7c || type > i32)) throw new Error(`blocks of type ${type} are not known`);
    return -1;
  }
  // Branches, calls, locals and globals.
  if (code === 0x0c || code === 0x0d || code === op.call || (code >= 0x20 && code <= 0x24)) return reader.unsigned();
  if (code === 0x11) return reader.unsigned() + reader.unsigned();
  if (code === 0x0e) for (let left = reader.unsigned() + 1; left > 0; left--) reader.unsigned();
  // Loads and stores.
  else if (code >= 0x28 && code <= 0x3e) return reader.unsigned() + reader.unsigned();
  else if (code === 0x3f || code === 0x40) reader.byte();
  else if (code === 0x41 || code === 0x42) reader.skipNumber();
  else if (code === 0x43 || code === 0x44) reader.take(code === 0x43 ? 4 : 8);
  else if (code === op.prefixed) return skipPrefixed(reader);
  else if (!hasNoImmediate(code)) throw new Error(`the instruction ${code} is not known`);
  return -1;
}

function hasNoImmediate(code: number): boolean {
  return code <= 0x01 || [0x05, op.end, 0x0f, 0x1a, 0x1b].includes(code) || (code >= 0x45 && code <= 0xc4);
}

function skipPrefixed(reader: Reader): number {
  const code = reader.unsigned();
  // Conversions that saturate have nothing behind them.
  const behind = code <= 7 ? 0 : ({ 8: 2, 10: 2, 11: 1 } as Readonly<Record<number, number>>)[code];
  if (behind === undefined) throw new Error(`the instruction 252 ${code} is not known`);
  reader.take(behind);
  return code;
}
