import { keyText } from "../values/key.ts";
import type { Named } from "./plan.ts";

/**
 * What somebody means by a name, or by `TYPE/NAME`: that names one where two types share a name. Several: it has to be
 * said which.
 */
export function chosenBy<Item extends Named>(items: readonly Item[], wanted: string): readonly Item[] {
  return items.filter(({ key, name }) => name === wanted || keyText({ type: key.type, identifier: name }) === wanted);
}

/** How `one` is asked for among others: by its name, or by TYPE/NAME where another shares it. */
export function askedFor({ key, name }: Named, all: readonly Named[]): string {
  return chosenBy(all, name).length === 1 ? name : keyText({ type: key.type, identifier: name });
}
