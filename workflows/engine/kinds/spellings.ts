/** The spellings in which a property may be written, CloudFormation's own first, the usual camelCase form second. */
export function spellingsOf(name: string): readonly string[] {
  const lowerFirst = name.charAt(0).toLowerCase() + name.slice(1);
  return [...new Set([name, camelCaseOf(name), lowerFirst])];
}

/** The same, the usual one first: what to try in this order, and to propose. */
export function usualSpellings(name: string): readonly string[] {
  return [...new Set([camelCaseOf(name), ...spellingsOf(name)])];
}

/** `Name` -> `name`, `VpcID` -> `vpcId`, `OAuthScopes` -> `oauthScopes`. */
export function camelCaseOf(name: string): string {
  const words = name.replace(/^OAuth/, "Oauth").replace(/ID$/, "Id");
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** `WriteKey` -> `write-key`. */
export function kebabCaseOf(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}

export function spellingFor(name: string, camelCase: boolean): string {
  return camelCase ? camelCaseOf(name) : name;
}
