/** The spellings in which a property may be written, CloudFormation's own first, the usual camelCase form second. */
export function spellingsOf(name: string): readonly string[] {
  const lowerFirst = name.charAt(0).toLowerCase() + name.slice(1);
  return [...new Set([name, camelCaseOf(name), lowerFirst])];
}

/** `Name` -> `name`, `ClientID` -> `clientId`, `OAuthParameters` -> `oauthParameters`. */
export function camelCaseOf(name: string): string {
  const words = name.replace(/^OAuth/, "Oauth").replace(/ID$/, "Id");
  return words.charAt(0).toLowerCase() + words.slice(1);
}

export function spellingFor(name: string, camelCase: boolean): string {
  return camelCase ? camelCaseOf(name) : name;
}
