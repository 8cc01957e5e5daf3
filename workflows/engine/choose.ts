import { keyText } from "./kinds/key.ts";
import type { Named } from "./plan.ts";

/**
 * What somebody means by a name, or by `TYPE/NAME`: that names one where two types share a name. Several: it has to be
 * said which.
 */
export function chosenBy<Item extends Named>(items: readonly Item[], wanted: string): readonly Item[] {
  return items.filter(({ key, name }) => name === wanted || keyText({ type: key.type, identifier: name }) === wanted);
}
