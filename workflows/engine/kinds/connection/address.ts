/**
 * Scheme, host and port, up to where the path begins. Stricter than a URL parser: parsers disagree about percent signs,
 * `@` and missing slashes, and the host that is checked and shown has to be the host that EventBridge calls.
 */
const ADDRESS = /^https:\/\/([^/?#:@\\]{1,300})(?::([^/?#:@\\]{0,20}))?(?=[/?]|$)/i;

/** What a token endpoint says of where requests go, as it is written. */
export interface Address {
  readonly host: string;
  /** undefined: it is the port of https. */
  readonly port: string | undefined;
  /** Path and query. */
  readonly rest: string;
}

/** undefined: not everybody would read one host in it. */
export function readAddress(text: string): Address | undefined {
  const [origin, host, port] = ADDRESS.exec(text) ?? [];
  if (origin === undefined || host === undefined) return undefined;
  return { host, port, rest: text.slice(origin.length) };
}

/** The host in lower case, with its port where that is not the one of https. */
export function hostAndPort({ host, port }: Address): string {
  return `${host}${port === undefined || port === "443" ? "" : `:${port}`}`.toLowerCase();
}
