import type { Location } from "../diagnostic.ts";
import { isDefinitionFile } from "./definition-files.ts";
import { startOf } from "./diagnose.ts";
import { type Call, callAt, propertyOffsets } from "./positions.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";
import type { Place } from "./text-places.ts";

interface Frame {
  readonly module: SourceModule;
  readonly line: number;
  readonly column: number;
}

/** Where a call of `AWS.Events.Connection` stands. */
export interface CallSite {
  readonly at: Location;
  /** JSON Pointer into the properties -> place. Known where the call itself stands in the definition file. */
  readonly positions: ReadonlyMap<string, Place>;
  /** The call belongs to another definition file, which the evaluated one imports. */
  readonly imported: boolean;
}

/**
 * Which place of the evaluated file made a call: where the call stands, or where the helper was called that makes it,
 * so that a definition is always one of a definition file. After an `await` in a helper the stack no longer says so:
 * then it is the start of the file.
 */
export function callSite(stack: string, entry: SourceModule, modules: SourceModules): CallSite {
  const frames = framesOf(stack, modules);
  const own = frames.find(({ module }) => module === entry);
  const frame = own ?? frames.find(({ module }) => isDefinitionFile(module.path));
  if (frame === undefined) return { at: startOf(entry.path), positions: new Map(), imported: false };
  const call = callOf(frame);
  const at = { file: frame.module.path, ...placeOf(frame, call) };
  // Further frames are helpers' when the innermost is not this one: then the properties stand in the helper.
  const positions = new Map<string, Place>();
  if (call !== undefined && frame === frames[0]) {
    for (const [pointer, offset] of propertyOffsets(call)) positions.set(pointer, frame.module.placeAt(offset));
  }
  return { at, positions, imported: own === undefined };
}

/** The innermost place of a stack that stands in a file of the folder. */
export function innermost(stack: string, entry: SourceModule, modules: SourceModules): Location {
  const [frame] = framesOf(stack, modules);
  if (frame === undefined) return startOf(entry.path);
  return { file: frame.module.path, ...placeOf(frame, callOf(frame)) };
}

/** The stack's frames in files of the folder, innermost first. Definitions may forge it: it is read as a hint only. */
function framesOf(stack: string, modules: SourceModules): readonly Frame[] {
  return [...stack.matchAll(/[( ](m\d{1,6}):(\d{1,7}):(\d{1,7})\)?$/gm)].flatMap(([, name = "", line, column]) => {
    const module = modules.byName(name);
    return module === undefined ? [] : [{ module, line: Number(line), column: Number(column) }];
  });
}

function callOf({ module, line, column }: Frame): Call | undefined {
  const offset = module.offsetAt(line, column);
  if (module.program === null || module.code === null || offset === undefined) return undefined;
  return callAt(module.program, module.code, offset);
}

function placeOf({ module, line, column }: Frame, call: Call | undefined): Place {
  const offset = call?.start ?? module.offsetAt(line, column);
  return offset === undefined ? { line: 1, column: 1 } : module.placeAt(offset);
}
