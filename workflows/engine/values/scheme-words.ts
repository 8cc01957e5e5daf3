/**
 * What providers' documentation puts before a token, and a person writes in no sentence before anything else. They stand
 * apart from `scheme.ts`, which asks what a credential looks like: that asks for these words.
 */
const words = [
  "ApiKey",
  "Api-Key",
  "Api-Token",
  "Basic",
  "Bearer",
  "Bot",
  "Digest",
  "GenieKey",
  "SSWS",
  "Splunk",
  "sso-key",
  "Token token=",
  "Token",
  "Zoho-oauthtoken",
];

/** Source of a regular expression: a known word and what parts it from the token. Repeats nothing without a bound. */
export const knownScheme = `(?:${words.map((word) => (word.endsWith("=") ? `${word}["']?` : `${word} {1,10}`)).join("|")})`;

/** The same of what may stand before a token that is no pair of user and password. */
export const tokenScheme = `(?:${words
  .filter((word) => !["Basic", "Digest"].includes(word))
  .map((word) => (word.endsWith("=") ? `${word}["']?` : `${word} {1,3}`))
  .join("|")})`;
