/** One request as the log keeps it: what was asked of whom, never a value. */
export interface RequestLogEntry {
  readonly requestId: string;
  readonly service: string;
  readonly operation: string;
  /** Connection, API destination or parameter; several are joined by commas; null where there is none. */
  readonly name: string | null;
  readonly clientToken: string | null;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `ok`, the exception's name, or `reset`. */
  readonly outcome: string;
}

const MAX_ENTRIES = 20_000;

export interface RequestLog {
  add(entry: RequestLogEntry): void;
  entries(): readonly RequestLogEntry[];
}

/** The last requests; the oldest go when there are too many. */
export function openRequestLog(): RequestLog {
  const entries: RequestLogEntry[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) entries.shift();
    },
    entries: () => [...entries],
  };
}
