import type { NearReference } from "../interpret/near-reference.ts";

/** Longer texts are not looked into: no name of a variable is as long. */
const LONGEST = 1_200;

/** What other tools replace by a value; sent to AWS as it stands, it would be the credential. */
const variables: readonly (readonly [pattern: RegExp, fault: string])[] = [
  [/^\$\{[^{}]+\}$/, "`${…}` is filled in by other tools, not by Bridgehead"],
  [/^\$[A-Z_][A-Z0-9_]*$/, "a shell fills in such a variable, Bridgehead does not"],
  [/^(?:process\.env|env|os\.environ|secrets|var|local|data)[.:[][\w.[\]"'-]+$/, "it is a variable of another tool"],
  [/^(?:op|vault|awssm|gcpsm|doppler):\/\//, "it is a reference of another tool"],
];

/** A credential, without the scheme before it, that is a variable or a reference of another tool. Undefined: it is none. */
export function foreignReference(text: string): NearReference | undefined {
  if (text.length > LONGEST) return undefined;
  const value = text.trim();
  const path = /^\$?\{?(?:aws:)?ssm(?:-secure)?:(\/[A-Za-z0-9_.\-/]+)(?:~true)?\}?$/.exec(value)?.[1];
  if (path !== undefined) {
    const meant = { service: "ssm-secure", path, version: null } as const;
    return { fault: "it has the form of another tool", meant };
  }
  const fault = variables.find(([pattern]) => pattern.test(value))?.[1];
  return fault === undefined ? undefined : { fault, meant: null };
}
