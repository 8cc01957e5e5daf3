/** A failure to answer with instead of the truth. */
export interface Fault {
  /** Default: any. */
  readonly method?: string;
  /** Matched against the path below the API's base URL. */
  readonly path: RegExp;
  readonly status: number;
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly raw?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** How many requests it hits; default 1. */
  readonly times?: number;
  /** The request takes effect, and only its answer is lost. */
  readonly afterwards?: boolean;
}

export interface Faults {
  add(fault: Fault): void;
  /** The fault for this request, which is then used up once. */
  take(method: string, path: string): Fault | undefined;
  /** From now on GitHub names no pull request of a commit for the first `asks` times that it is asked about it. */
  lateIndex(asks: number): void;
}

export function createFaults(): Faults {
  const waiting: { readonly fault: Fault; left: number }[] = [];
  let late = 0;
  let asked = new Map<string, number>();

  /** [U] how soon after a push GitHub knows which pull request brought a commit: it may be some asks later. */
  function notYetKnown(method: string, path: string): Fault | undefined {
    const [, commit] = /\/commits\/([^/]+)\/pulls$/.exec(path) ?? [];
    if (method !== "GET" || commit === undefined) return undefined;
    const before = asked.get(commit) ?? 0;
    asked.set(commit, before + 1);
    return before < late ? { path: /$/, status: 200, body: [] } : undefined;
  }

  return {
    lateIndex(asks) {
      late = asks;
      asked = new Map();
    },
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take(method, path) {
      const index = waiting.findIndex(
        ({ fault }) => (fault.method === undefined || fault.method === method) && fault.path.test(path),
      );
      const found = waiting[index];
      if (found === undefined) return notYetKnown(method, path);
      found.left -= 1;
      if (found.left <= 0) waiting.splice(index, 1);
      return found.fault;
    },
  };
}
