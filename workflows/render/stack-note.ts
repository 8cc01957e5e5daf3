import type { Plan } from "../engine/plan/plan.ts";
import { visible } from "./terminal-change.ts";
import { clip } from "./visible-text.ts";

/** Longest list of names, in code points. */
const NAMES_LIMIT = 400;

/** "Managed by the stack production: billing, orders."; empty beside no stack, or where none of it is its. */
export function stackNote({ changes }: Plan): string {
  return [...Map.groupBy(changes, ({ stack }) => stack)]
    .flatMap(([stack, some]) => {
      if (stack === undefined) return [];
      const names = clip(some.map(({ name }) => visible(name)).join(", "), NAMES_LIMIT);
      return [`Managed by the stack ${visible(stack)}: ${names}.`];
    })
    .join(" ");
}
