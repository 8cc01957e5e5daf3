const early = "the module ends early";

/** Reads WebAssembly. Throws where it ends early. */
export class Reader {
  at = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error(early);
    return byte;
  }

  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, this.at + count);
    if (taken.length < count) throw new Error(early);
    this.at += count;
    return taken;
  }

  /** A number in LEB128. */
  unsigned(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  skipNumber(): void {
    while (this.byte() >= 128);
  }
}

/** Collects bytes. */
export class Writer {
  at = 0;
  bytes: Uint8Array<ArrayBuffer>;

  constructor(length: number) {
    this.bytes = new Uint8Array(Math.ceil(length));
  }

  put(bytes: Uint8Array): void {
    while (this.at + bytes.length > this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2 + 64);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  byte(value: number): void {
    this.put(Uint8Array.of(value));
  }

  unsigned(value: number): void {
    this.put(Uint8Array.from(unsigned(value)));
  }

  /** Leaves room for the length of what follows, and tells `end` where. */
  begin(): number {
    this.put(new Uint8Array(lengthBytes));
    return this.at;
  }

  /** Writes the length of what was put since, in as many bytes as any takes: LEB128 may be padded. */
  end(begin: number): void {
    let left = this.at - begin;
    for (let index = lengthBytes; index > 0; index--) {
      this.bytes[begin - index] = (left % 128) + (index > 1 ? 128 : 0);
      left = Math.floor(left / 128);
    }
  }
}

/** Bytes of the longest length in a module. */
const lengthBytes = 5;

export function unsigned(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))];
}

/** Of a number that is not negative: its last group has the bit of the sign clear. */
export function signed(value: number): readonly number[] {
  return value < 64 ? [value] : [(value % 128) + 128, ...signed(Math.floor(value / 128))];
}
