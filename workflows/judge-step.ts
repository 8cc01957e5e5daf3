import type { ApplyContext } from "./apply-context.ts";
import { wordsFor, type Words } from "./engine/kinds/noun.ts";
import { UnresolvedError } from "./engine/materialise.ts";
import type { Change } from "./engine/plan.ts";
import { explain } from "./explain-error.ts";
import { RefusedError, type RefusalKind } from "./ports/answer.ts";
import type { Progress } from "./ports/resources.ts";

/** How one attempt to bring about a change ended. */
export type Step =
  | { readonly kind: "succeeded" }
  | { readonly kind: "continued" }
  /** Whether AWS took the operation, or how it ended, is not known. */
  | { readonly kind: "unknown"; readonly error: string }
  /** again: it failed for a passing reason; busy: another operation was in the way. */
  | {
      readonly kind: "again" | "busy" | "failed";
      readonly error: string;
      /** Whether it came so far that some of it may have taken effect: nothing is rolled back. */
      readonly mayHaveLeft: boolean;
    };

/** An attempt: what was asked for, and whether AWS was asked more than once, the first answer having been lost. */
export interface Attempt {
  readonly change: Pick<Change, "key" | "name" | "action">;
  readonly isRepeat: boolean;
}

/** Handler error codes that AWS documents as retriable, and ServiceTimeout, of which that is unconfirmed. */
const passing: ReadonlySet<string> = new Set([
  "Throttling",
  "NetworkFailure",
  "ResourceConflict",
  "ServiceInternalError",
  "ServiceTimeout",
]);

/** What to do about a handler's error; for every other one, the apply is worth another run. */
const advice = ({ one, many }: Words): ReadonlyMap<string, string> =>
  new Map([
    ["AccessDenied", "give the applier the permission that AWS names"],
    ["AlreadyExists", `choose another name, or set \`adopt: true\` to take the ${one} over`],
    ["InvalidCredentials", "give the applier credentials that AWS takes"],
    ["InvalidRequest", "correct the definition"],
    ["NonCompliant", "satisfy the hook, or ask whoever keeps it"],
    ["NotUpdatable", "correct the definition"],
    ["ServiceLimitExceeded", `ask AWS for a higher quota, or delete ${many} that nobody needs`],
    ["UnauthorizedTaggingOperation", "give the applier the permission that AWS names"],
  ]);
const RUN_AGAIN = "run the apply again";

const remedies = ({ one }: Words): Readonly<Record<RefusalKind, string>> => ({
  retriable: `${RUN_AGAIN}, which asks with the same client token`,
  busy: `${RUN_AGAIN} when the other operation has ended`,
  "token-used": `${RUN_AGAIN} when the other operation has ended`,
  "not-found": RUN_AGAIN,
  "already-exists": `choose another name, or set \`adopt: true\` to take the ${one} over`,
  denied: "give the applier the permission that AWS names",
  terminal: "correct the definition",
});

/** What it means that AWS refused to take an operation. Rejects what is no refusal. */
export function judgeRefusal(
  { change, isRepeat }: Attempt,
  error: unknown,
  context: Pick<ApplyContext, "redact">,
): Step {
  if (error instanceof UnresolvedError) return { kind: "failed", error: error.message, mayHaveLeft: false };
  if (!(error instanceof RefusedError)) throw error;
  const { refusal } = error;
  if (change.action === "delete" && refusal.kind === "not-found") return { kind: "succeeded" };
  const text = `${explain(refusal, context)}; ${remedies(wordsFor([change]))[refusal.kind]}`;
  // An answer that was lost, or a failure inside AWS, may have come after AWS took the operation.
  if (refusal.kind === "retriable") return { kind: "unknown", error: text };
  const isBusy = refusal.kind === "busy" || refusal.kind === "token-used";
  return { kind: isBusy ? "busy" : "failed", error: text, mayHaveLeft: isRepeat || refusal.repeats > 0 };
}

/** What an operation's end means. undefined: it had not ended at the deadline. */
export function judgeProgress(
  { change, isRepeat }: Attempt,
  end: Progress | undefined,
  context: Pick<ApplyContext, "redact">,
): Step {
  const { name, action } = change;
  if (end === undefined) return { kind: "continued" };
  if (end.status === "SUCCESS") return { kind: "succeeded" };
  if (action === "delete" && end.errorCode === "NotFound") return { kind: "succeeded" };
  const request = `request token ${end.requestToken}`;
  // What exists already is another's, unless it comes of the first time that we asked: whether AWS answers a request
  // that it took before with that request's progress is unconfirmed.
  const mayHaveLeft = isRepeat || end.errorCode !== "AlreadyExists";
  if (end.status === "CANCEL_COMPLETE") {
    const error = `somebody cancelled the ${action} of "${name}" in AWS (${request}); ${RUN_AGAIN}`;
    return { kind: "failed", error, mayHaveLeft };
  }
  const code = end.errorCode ?? "no error code";
  const detail = end.message === null ? "" : `: ${context.redact(end.message)}`;
  const error = `AWS failed the ${action} of "${name}" with ${code}${detail} (${request}); ${advice(wordsFor([change])).get(code) ?? RUN_AGAIN}`;
  return { kind: passing.has(code) ? "again" : "failed", error, mayHaveLeft };
}
