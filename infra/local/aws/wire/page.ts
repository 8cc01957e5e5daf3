import type { AwsError } from "./aws-error.ts";
import type { Call } from "./call.ts";

interface Page<T> {
  readonly items: readonly T[];
  /** Opaque to callers: the key of the last item, so that items that come and go do not shift a page. */
  readonly nextToken: string | undefined;
}

interface Asked {
  readonly limit: number;
  /** The token of the page before; undefined: the first page. */
  readonly token: string | undefined;
  /** The service's refusal of a token that it did not give. */
  readonly invalid: () => AwsError;
}

/** One page of items that are sorted by `key`, after the item that the token names. */
export function pageOf<T>(
  call: Call,
  sorted: readonly T[],
  key: (item: T) => string,
  { limit, token, invalid }: Asked,
): Page<T> {
  // Whether AWS really does that is unconfirmed; its documentation allows it.
  if (token === undefined && call.faults.take(call, ["empty-page"]) !== undefined) {
    return { items: [], nextToken: encode("") };
  }
  const after = token === undefined ? undefined : decode(token, invalid);
  const rest = after === undefined ? sorted : sorted.filter((item) => key(item) > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, nextToken: last !== undefined && rest.length > limit ? encode(key(last)) : undefined };
}

const PREFIX = "after:";

const encode = (key: string): string => Buffer.from(`${PREFIX}${key}`).toString("base64");

function decode(token: string, invalid: () => AwsError): string {
  const text = Buffer.from(token, "base64").toString("utf8");
  if (!text.startsWith(PREFIX)) throw invalid();
  return text.slice(PREFIX.length);
}

/** Code-unit order, so that pages follow one another. */
export function byKey<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
