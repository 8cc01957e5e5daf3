import { callText } from "../kinds/resource-kind.ts";
import { type Words, wordsFor } from "../kinds/noun.ts";
import type { EvaluatedKind, EvaluatedKinds } from "../read/evaluated-kinds.ts";

/** What a definition declares, in words; of several kinds the words for all of them. */
export function nounsOf(kinds: EvaluatedKinds): Words {
  return wordsFor(kinds.map(({ type }) => ({ key: { type } })));
}

/** The calls that declare something, as they are written. */
export function callsOf(kinds: EvaluatedKinds): readonly string[] {
  return kinds.map(callText);
}

/** How a definition of a kind is written, by default of the first. */
export function usageOf(kind: EvaluatedKind | undefined): string {
  return `${kind === undefined ? "" : callText(kind)}("id", { … })`;
}
