/** One request as the log keeps it: what was asked of whom, never a value. */
export interface RequestLogEntry {
  readonly requestId: string;
  readonly service: string;
  readonly operation: string;
  /** Resource or parameter; several are joined by commas; null where there is none. */
  readonly name: string | null;
  readonly clientToken: string | null;
  /** Names the resource operation that was asked about or came of the request; null where there is none. */
  readonly requestToken: string | null;
  /** Operations and paths of an update's patch, such as `add /Description`; null for other requests. */
  readonly patch: readonly string[] | null;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `ok`, the exception's name, or `reset`. */
  readonly outcome: string;
}

const MAX_ENTRIES = 20_000;
/** Bodies are kept for the last requests only, up to this many bytes in all. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface RequestLog {
  /** `body` is the request as it came, credentials included. */
  add(entry: RequestLogEntry, body: Buffer): void;
  entries(): readonly RequestLogEntry[];
  /** The body of a request; undefined for one that is unknown or long ago. */
  body(requestId: string): Buffer | undefined;
  clear(): void;
}

/** The last requests; the oldest go when there are too many. */
export function openRequestLog(): RequestLog {
  const entries: RequestLogEntry[] = [];
  const bodies = new Map<string, Buffer>();
  let bytes = 0;
  return {
    add(entry, body) {
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) entries.shift();
      bodies.set(entry.requestId, body);
      bytes += body.length;
      for (const [oldest, dropped] of bodies) {
        if (bytes <= MAX_BODY_BYTES && bodies.size <= MAX_ENTRIES) break;
        bodies.delete(oldest);
        bytes -= dropped.length;
      }
    },
    entries: () => [...entries],
    body: (requestId) => bodies.get(requestId),
    clear() {
      entries.length = 0;
      bodies.clear();
      bytes = 0;
    },
  };
}
