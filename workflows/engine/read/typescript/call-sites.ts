import type { Location } from "../../definition/diagnostic.ts";
import type { PropertyLocation } from "../../definition/evaluation.ts";
import { isObject, type Json, pointerSegment, pointerSegments } from "../../values/json.ts";
import { isDefinitionFile } from "../definition-files.ts";
import { startOf } from "../problem.ts";
import type { Call } from "./module-syntax.ts";
import { propertyOffsets } from "./property-offsets.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";

interface Frame {
  readonly module: SourceModule;
  /** In the module's `code`; undefined when the stack names no location of it. */
  readonly offset: number | undefined;
  readonly call: Call | undefined;
}

/** Where a call that declares a resource stands. */
export interface CallSite {
  readonly at: Location;
  /** JSON Pointer into the properties -> location, as far as the text tells. */
  readonly locations: ReadonlyMap<string, PropertyLocation>;
  /** The locations of what there is in the properties that a call had. It takes as long as those are, not the text. */
  present(props: Json): Readonly<Record<string, PropertyLocation>>;
  /** The call belongs to another definition file, which the evaluated one imports. */
  readonly imported: boolean;
}

/**
 * Which location of the evaluated file made a call: where the call stands, or where the helper was called that makes it,
 * so that a definition is always one of a definition file. Where the stack does not lead to one, as behind a `then` in a
 * helper, it is the start of the file.
 */
export function callSite(stack: string, entry: SourceModule, modules: SourceModules): CallSite {
  const frames = modules.look(1) ? framesOf(stack, modules) : [];
  const own = frames.find(({ module }) => module === entry);
  const frame = own ?? frames.find(({ module }) => isDefinitionFile(module.path));
  if (frame === undefined)
    return { at: startOf(entry.path), locations: new Map(), present: () => ({}), imported: false };
  const at = locationOf(frame);
  const steps = frames.flatMap(({ module, call }) => (call === undefined ? [] : [{ module, call }]));
  const locations = new Map<string, PropertyLocation>();
  // What the innermost frame does is the call that declares.
  for (const [pointer, { module, offset }] of frames[0]?.call === undefined ? [] : propertyOffsets(steps, modules)) {
    const inModule = module.locationAt(offset);
    const location = module.path === at.file ? inModule : { file: module.path, ...inModule };
    if (!isTold(locations.get(pointer.slice(0, pointer.lastIndexOf("/"))), location)) locations.set(pointer, location);
  }
  let tree: Branch | undefined;
  const present = (props: Json) => {
    tree ??= treeOf(locations);
    const found: Record<string, PropertyLocation> = {};
    gather(props, tree, "", found);
    return found;
  };
  return { at, locations, present, imported: own === undefined };
}

/** Locations by the segments of their pointers. */
interface Branch {
  location?: PropertyLocation;
  readonly below: Map<string, Branch>;
}

function treeOf(locations: ReadonlyMap<string, PropertyLocation>): Branch {
  const root: Branch = { below: new Map() };
  for (const [pointer, location] of locations) {
    let branch = root;
    for (const segment of pointerSegments(pointer)) {
      const next: Branch = branch.below.get(segment) ?? { below: new Map() };
      branch.below.set(segment, next);
      branch = next;
    }
    branch.location = location;
  }
  return root;
}

function gather(value: Json, { below }: Branch, pointer: string, found: Record<string, PropertyLocation>): void {
  if (below.size === 0 || typeof value !== "object" || value === null) return;
  const members: Iterable<readonly [string | number, Json]> = isObject(value) ? Object.entries(value) : value.entries();
  for (const [name, member] of members) {
    const segment = String(name);
    const branch = below.get(segment);
    if (branch === undefined) continue;
    const at = `${pointer}/${pointerSegment(segment)}`;
    if (branch.location !== undefined) found[at] = branch.location;
    gather(member, branch, at, found);
  }
}

/** Whether the location of what a helper's property stands in leads to the same line: a set has many definitions. */
function isTold(parent: PropertyLocation | undefined, { file, line }: PropertyLocation): boolean {
  return file !== undefined && parent?.file === file && parent.line === line;
}

/**
 * The innermost location of a stack that stands in a file of the folder, or the one that called it; undefined when there
 * is none.
 */
export function innermost(stack: string, modules: SourceModules, caller = false): Location | undefined {
  const [first, second] = framesOf(stack, modules);
  const frame = caller ? (second ?? first) : first;
  if (frame === undefined) return undefined;
  return locationOf(frame);
}

/** The stack's frames in files of the folder, innermost first. Definitions may forge it: it is read as a hint only. */
function framesOf(stack: string, modules: SourceModules): readonly Frame[] {
  return [...stack.matchAll(/[( ](m\d{1,6}):(\d{1,7}):(\d{1,7})\)?$/gm)].flatMap(([, name = "", line, column]) => {
    if (!modules.look(1)) return [];
    const module = modules.byName(name);
    if (module === undefined) return [];
    const offset = module.offsetAt(Number(line), Number(column));
    return [{ module, offset, call: offset === undefined ? undefined : module.syntax?.callAt(offset) }];
  });
}

function locationOf({ module, offset, call }: Frame): Location {
  const known = call?.start ?? offset;
  return known === undefined ? startOf(module.path) : { file: module.path, ...module.locationAt(known) };
}
