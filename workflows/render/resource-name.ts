import type { Key } from "../engine/values/key.ts";
import { nounOf } from "../engine/kinds/noun.ts";
import type { Named } from "../engine/plan/plan.ts";
import { inlineCode } from "./escape-markdown.ts";

interface Identified extends Named {
  readonly id: string;
}

/** Whether a list has several types, so that two of its resources may have one name. */
export function hasSeveralTypes(all: readonly { readonly key: Pick<Key, "type"> }[]): boolean {
  return new Set(all.map(({ key }) => key.type)).size > 1;
}

/** "`orders`", "`orders` (rule, id `o`)": the type in a list that has several, and the id where it says something else. */
export function nameMarkdown(one: Identified, isMixed: boolean): string {
  return `${inlineCode(one.name)}${nameDetails(one, isMixed, inlineCode)}`;
}

/** How many names a sentence lists. */
const NAMES = 10;

/** "`a`, `b` and 3 more" */
export function namesList(names: readonly string[]): string {
  const rest = names.length > NAMES ? ` and ${names.length - NAMES} more` : "";
  return `${names
    .slice(0, NAMES)
    .map((name) => inlineCode(name))
    .join(", ")}${rest}`;
}

/** What follows the name. */
export function nameDetails({ key, name, id }: Identified, isMixed: boolean, idText: (id: string) => string): string {
  const details = [...(isMixed ? [nounOf(key.type)] : []), ...(id === name ? [] : [`id ${idText(id)}`])];
  return details.length === 0 ? "" : ` (${details.join(", ")})`;
}
