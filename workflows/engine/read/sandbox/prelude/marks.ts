import { add, apply, getFrom, has, PlainWeakMap, PlainWeakSet, setIn } from "./primordials.ts";

/** Stands where a text was asked for that cannot be: what holds it is not declared, since its reason is told already. */
export const placeholder = "{{bridgehead:already-reported}}";

/** Declared resource -> what it is, in words. */
const outputs = new PlainWeakMap<object, string>();
/** Stand-ins for what no definition can declare. */
const inert = new PlainWeakSet();
/** Errors that the prelude threw and has told the host of. */
const reported = new PlainWeakSet();

export function markOutput(output: object, shown: string): void {
  apply(setIn<string>, outputs, [output, shown]);
}

export function outputShown(value: object): string | undefined {
  return apply(getFrom<string>, outputs, [value]);
}

export function markInert(value: object): void {
  apply(add, inert, [value]);
}

export function isInert(value: unknown): boolean {
  return apply(has, inert, [value]);
}

export function markReported(error: object): void {
  apply(add, reported, [error]);
}

export function isReported(error: object): boolean {
  return apply(has, reported, [error]);
}
