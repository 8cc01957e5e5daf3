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
}

export function createFaults(): Faults {
  const waiting: { readonly fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take(method, path) {
      const index = waiting.findIndex(
        ({ fault }) => (fault.method === undefined || fault.method === method) && fault.path.test(path),
      );
      const found = waiting[index];
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) waiting.splice(index, 1);
      return found.fault;
    },
  };
}
