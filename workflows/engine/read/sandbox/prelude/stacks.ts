import { apply, lastIndexOf, PlainError, slice } from "./primordials.ts";
import { ends } from "./texts.ts";

/** What led to a location: frames, innermost first, and what led to the call of the async function that they end in. */
export interface Way {
  readonly __proto__: null;
  readonly stack: string;
  readonly behind: Way | undefined;
  readonly depth: number;
}

/** Number of the call of an async function -> what led to it. The function's frames show `~` and the number as a name. */
export const origins = { __proto__: null } as unknown as Record<string, Way>;

/** What led here. The stacks of QuickJS end where an async function goes on after an `await`. */
export function here(): Way {
  // Without a stack when there is no memory for one.
  const stack = new PlainError().stack ?? "";
  const line = apply(lastIndexOf, stack, ["\n", stack.length - 2]) + 9;
  if (stack[line - 1] !== "~") return { __proto__: null, stack, behind: undefined, depth: 0 };
  const behind = origins[apply(slice, stack, [line, apply(lastIndexOf, stack, [" ("])])];
  if (behind === undefined) return { __proto__: null, stack, behind, depth: 0 };
  // Of a very long way the first steps and the last.
  if (behind.depth > 20) return { __proto__: null, stack, behind: behind.behind, depth: behind.depth };
  return { __proto__: null, stack, behind, depth: behind.depth + 1 };
}

export function framesOf(way: Way | undefined): string {
  let text = "";
  for (let step = way; step !== undefined; step = step.behind) text += ends(step.stack, 2000);
  return ends(text, 8000);
}

/** What led here, as text. */
export function stackHere(): string {
  return framesOf(here());
}
