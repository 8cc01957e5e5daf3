import type { Key } from "../values/key.ts";

/* What resources of a type are called in a sentence, by the type alone: whoever writes a text needs no registry. */

/** `AWS::Service::EventBus` -> "event bus". */
export function nounOf(type: string): string {
  const resource = type.slice(type.lastIndexOf(":") + 1);
  return resource.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
}

/** "connections", "event buses", "event bus policies". */
export function pluralOf(type: string): string {
  const noun = nounOf(type);
  if (/(?:s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** "a connection", "an event bus". */
export function anyOf({ type }: Pick<Key, "type">): string {
  return withArticle(nounOf(type));
}

/** A noun with its article. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

export interface Words {
  readonly one: string;
  readonly many: string;
}

/** The words for one and for many of these resources: those of their type, or "resource" where they have several. */
export function wordsFor(of: readonly { readonly key: Pick<Key, "type"> }[]): Words {
  const [type, ...more] = new Set(of.map(({ key }) => key.type));
  if (type === undefined || more.length > 0) return { one: "resource", many: "resources" };
  return { one: nounOf(type), many: pluralOf(type) };
}

/** The head of a column of names: "Connection", or "Resource" where they are of several types. */
export function headFor(of: readonly { readonly key: Pick<Key, "type"> }[]): string {
  const { one } = wordsFor(of);
  return one.charAt(0).toUpperCase() + one.slice(1);
}
