import { BridgeheadError } from "../../workflows/engine/values/errors.ts";

/** What may be said of an error: foreign messages may quote a request, so only our own are kept. */
export interface ErrorSummary {
  readonly class: string;
  /** Such as `ECONNREFUSED` or `ThrottlingException`; null when the error has none. */
  readonly code: string | null;
  readonly message: string | null;
  /** Of a cause the same, outermost first. */
  readonly causes: readonly Omit<ErrorSummary, "causes">[];
}

const maximumCauses = 5;

export function summariseError(error: unknown): ErrorSummary {
  const causes: Omit<ErrorSummary, "causes">[] = [];
  let cause = causeOf(error);
  while (cause !== undefined && causes.length < maximumCauses) {
    causes.push(describe(cause));
    cause = causeOf(cause);
  }
  return { ...describe(error), causes };
}

function describe(error: unknown): Omit<ErrorSummary, "causes"> {
  if (!(error instanceof Error)) return { class: typeof error, code: null, message: null };
  return {
    class: plainName(error.name) ?? "Error",
    code: codeOf(error),
    message: error instanceof BridgeheadError ? error.message : null,
  };
}

function codeOf(error: Error): string | null {
  const code = "code" in error ? error.code : "status" in error ? error.status : undefined;
  return typeof code === "number" ? String(code) : typeof code === "string" ? (plainName(code) ?? null) : null;
}

/** A class or a code is one word; anything longer is text that somebody put where a name belongs. */
function plainName(text: string): string | undefined {
  return /^[\w.#:-]{1,80}$/.test(text) ? text : undefined;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
