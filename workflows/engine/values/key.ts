import { compareText } from "./compare-text.ts";

/** What names one resource for good. A name alone does not: two types may share it. */
export interface Key {
  /** The CloudFormation type, such as `AWS::Service::Resource`. */
  readonly type: string;
  /** What Cloud Control knows the resource by within its type. */
  readonly identifier: string;
}

/** The key as one text, such as `AWS::Service::Resource/orders`. Types have no slash, so no two keys give the same text. */
export function keyText({ type, identifier }: Key): string {
  return `${type}/${identifier}`;
}

/** The key that a text of `keyText` names. */
export function keyIn(text: string): Key {
  const end = text.indexOf("/");
  return { type: text.slice(0, end), identifier: text.slice(end + 1) };
}

export function isSameKey(a: Key, b: Key): boolean {
  return a.type === b.type && a.identifier === b.identifier;
}

/** By identifier, then by type: the order in which plans and results list resources. */
export function compareKeys(a: Key, b: Key): number {
  return compareText(a.identifier, b.identifier) || compareText(a.type, b.type);
}
