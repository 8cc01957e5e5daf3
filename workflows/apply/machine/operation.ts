import { type Words, wordsFor } from "../../engine/kinds/noun.ts";
import { samenessAt } from "../../engine/kinds/resource-kind.ts";
import { materialise, resolver, UnresolvedError } from "../../engine/plan/write/materialise.ts";
import { patchFor, type PatchOperation } from "../../engine/kinds/patch.ts";
import type { Adopt, Create, Delete, Update } from "../../engine/plan/plan.ts";
import { backoff } from "../../calls/insist.ts";
import { type Answer, Refusal, type RefusalKind } from "../../ports/answer.ts";
import { unreadIn } from "../../engine/plan/look.ts";
import type { Intent, ResourceRecord } from "../../ports/ledger.ts";
import type { Progress } from "../../ports/resources.ts";
import { type ApplyContext, explain, pause } from "../context.ts";
import type { Failed, Passing, Succeeded, Verdict } from "./decide.ts";

/** A change that Cloud Control makes in one operation. */
export type OneOperation = Create | Update | Adopt | Delete;

/** What is to be done, and what is managed under its key; undefined: nothing yet. */
export interface Undertaking {
  readonly change: OneOperation;
  readonly record: ResourceRecord | undefined;
  /** Told of the intent with the token of the operation that AWS took. */
  readonly onTaken: (intent: Intent) => void;
}

/** A verdict with what it is made of. */
export type End =
  | Exclude<Verdict, Failed | Succeeded>
  /**
   * at: when by AWS's clock, in milliseconds since the epoch; null: AWS does not say. Its documentation has it for the
   * time of the request, users saw that of the end (unconfirmed): what happened later may be the operation's own.
   */
  | (Succeeded & { readonly at: number | null })
  /** advice: what to do about it, as far as AWS's code tells. */
  | (Failed & { readonly advice: string });

/** Hands a change to AWS and waits for its end. What was taken is kept in the ledger by its request token. */
export async function operate(work: Undertaking, intent: Intent, context: ApplyContext): Promise<End> {
  const { change } = work;
  let taken: Answer<Progress>;
  try {
    taken = await submit(work, intent.clientToken, context);
  } catch (error) {
    if (!(error instanceof UnresolvedError)) throw error;
    return { kind: "failed", mayHaveActed: false, passing: "no", why: error.message, advice: "correct the definition" };
  }
  if (taken instanceof Refusal && taken.kind === "token-used" && taken.requestToken !== null) {
    // Nobody but this intent has its token: the operation is ours, and its first answer was lost.
    const known = { ...intent, requestToken: taken.requestToken };
    work.onTaken(known);
    await noteTaken(known, context);
    return await follow(taken.requestToken, known, context);
  }
  if (taken instanceof Refusal) return judgeRefusal(taken, intent, context);
  const { requestToken } = taken;
  work.onTaken({ ...intent, requestToken });
  await noteTaken({ ...intent, requestToken }, context);
  context.onEvent?.({ kind: "submitted", change, requestToken });
  const onPoll = ({ status }: Progress): void => context.onEvent?.({ kind: "polled", change, status });
  return await awaitEnd(taken, intent, context, onPoll);
}

/** Keeps an intent with the token of the operation that AWS took. */
export async function noteTaken(intent: Intent, { ledger, keeper }: ApplyContext): Promise<void> {
  await ledger.putIntent(await keeper.lease(), intent);
}

async function submit(work: Undertaking, clientToken: string, context: ApplyContext): Promise<Answer<Progress>> {
  const { change, record } = work;
  const { key, parameters } = change;
  const { aws, signal, literals, values } = context;
  const resolve = resolver(literals, values, parameters);
  switch (change.action) {
    case "create":
      return await aws.resources.create(key, materialise(change.desired, resolve), clientToken, signal);
    case "update":
    case "adopt": {
      const patch = patchOf(change, record, context).map((operation) => ({ ...operation }));
      return await aws.resources.update(key, materialise(patch, resolve), clientToken, signal);
    }
    case "delete":
      return await aws.resources.delete(key, clientToken, signal);
  }
}

function patchOf(
  { key, live, seen, desired }: Update | Adopt,
  record: ResourceRecord | undefined,
  { kinds, target }: Pick<ApplyContext, "kinds" | "target">,
): readonly PatchOperation[] {
  const kind = kinds.of(key);
  const unread = unreadIn(kind.schema, seen, record ?? null);
  return patchFor(kind.schema, { live, unread }, desired, samenessAt(kind, target));
}

/** Waits for the end of an operation that AWS has taken, by its request token alone. */
export async function follow(requestToken: string, intent: Intent, context: ApplyContext): Promise<End> {
  const now = await context.aws.resources.progress(requestToken, context.signal);
  if (!(now instanceof Refusal)) return await awaitEnd(now, intent, context);
  // AWS forgets requests after seven days.
  if (now.kind !== "not-found") return unreadableEnd(requestToken, now, intent, context);
  return {
    kind: "lost",
    why: `AWS no longer knows the ${intent.action} of "${intent.name}" (${explain(now, context)})`,
  };
}

const ended: ReadonlySet<string> = new Set(["SUCCESS", "FAILED", "CANCEL_COMPLETE"]);

export async function awaitEnd(
  first: Progress,
  intent: Intent,
  context: ApplyContext,
  onPoll?: (progress: Progress) => void,
): Promise<End> {
  const { clock, deadline, signal } = context;
  const { requestToken, repeats } = first;
  let progress = first;
  for (let attempt = 1; !ended.has(progress.status); attempt += 1) {
    const now = clock.now();
    // RetryAfter is a point in time, not a delay; one far ahead is capped, so that a wrong clock cannot stall a run.
    const asked = progress.retryAfter === null ? backoff(attempt) : progress.retryAfter - now;
    const wait = Math.min(Math.max(asked, 100), 30_000);
    if (now + wait > deadline) return { kind: "running" };
    await pause(wait, context);
    const next = await context.aws.resources.progress(requestToken, signal);
    if (next instanceof Refusal) return unreadableEnd(requestToken, next, intent, context);
    onPoll?.(next);
    progress = next;
  }
  // Of an earlier run nobody knows whether it had to ask twice.
  const isRepeated = repeats > 0 || intent.attempt > 1 || intent.run !== context.run;
  return judgeEnd(progress, { ...intent, isRepeated }, context);
}

function unreadableEnd(requestToken: string, refusal: Refusal, { action, name }: Intent, context: ApplyContext): End {
  const what = `how the ${action} of "${name}" ends (request token ${requestToken}) cannot be read`;
  return { kind: "unknown", why: `${what}: ${explain(refusal, context)}; run the apply again, which continues it` };
}

const RUN_AGAIN = "run the apply again";
const NEEDS_PERMISSION = "give the applier the permission that AWS names";
const NEEDS_NAME = ({ one }: Words): string => `choose another name, or set \`adopt: true\` to take the ${one} over`;

const remedies = (words: Words): Readonly<Record<RefusalKind, string>> => ({
  retriable: `${RUN_AGAIN}, which asks with the same client token`,
  busy: `${RUN_AGAIN} when the other operation has ended`,
  "token-used": RUN_AGAIN,
  "not-found": RUN_AGAIN,
  "already-exists": NEEDS_NAME(words),
  denied: NEEDS_PERMISSION,
  misunderstood: RUN_AGAIN,
  terminal: "correct the definition",
});

/** What it means that AWS did not take an operation. */
function judgeRefusal(refusal: Refusal, intent: Intent, context: Pick<ApplyContext, "redact">): End {
  if (intent.action === "delete" && refusal.kind === "not-found")
    return { kind: "succeeded", isEarlier: false, at: null };
  const why = explain(refusal, context);
  const advice = remedies(wordsFor([intent]))[refusal.kind];
  // An answer that was lost, or a failure inside AWS, may have come after AWS took the operation; and what is refused
  // before AWS looks at a token says nothing of the same request that was sent before.
  const isUntold = refusal.kind === "retriable" || refusal.kind === "misunderstood";
  if (isUntold || (refusal.kind === "denied" && refusal.repeats > 0))
    return { kind: "unknown", why: `${why}; ${advice}` };
  const isBusy = refusal.kind === "busy" || refusal.kind === "token-used";
  const mayHaveActed = refusal.repeats > 0 || refusal.kind === "token-used";
  return { kind: "failed", mayHaveActed, passing: isBusy ? "busy" : "no", why, advice };
}

/**
 * Handler error codes by whether the cause passes. The first five are documented as retriable, but for ServiceTimeout,
 * of which that is unconfirmed. AWS's own handler of connections reports nearly everything as GeneralServiceException.
 */
const passing: ReadonlyMap<string, Passing> = new Map([
  ["Throttling", "again"],
  ["NetworkFailure", "again"],
  ["ResourceConflict", "again"],
  ["ServiceInternalError", "again"],
  ["ServiceTimeout", "again"],
  ["GeneralServiceException", "unclear"],
]);

const UNCLEAR =
  "AWS reports with this code nearly everything that the service refuses: too many requests, a permission that the " +
  "applier lacks, a value that is not taken, a credential that does not work; CloudTrail has the service's own error";

/** What to do about a handler's error; for every other one, the apply is worth another run. */
const adviceOn = (words: Words): ReadonlyMap<string, string> =>
  new Map([
    ["AccessDenied", NEEDS_PERMISSION],
    ["AlreadyExists", NEEDS_NAME(words)],
    ["GeneralServiceException", UNCLEAR],
    ["InvalidCredentials", "give the applier credentials that AWS takes"],
    ["InvalidRequest", "correct the definition"],
    ["NonCompliant", "satisfy the hook, or ask whoever keeps it"],
    ["NotUpdatable", "correct the definition"],
    ["ServiceLimitExceeded", `ask AWS for a higher quota, or delete ${words.many} that nobody needs`],
    ["UnauthorizedTaggingOperation", NEEDS_PERMISSION],
  ]);

/** What the end of an operation means. isRepeated: AWS was asked for it more than once. */
function judgeEnd(
  end: Progress,
  intent: Intent & { readonly isRepeated: boolean },
  context: Pick<ApplyContext, "redact" | "run">,
): End {
  const { name, action, isRepeated } = intent;
  if (end.status === "SUCCESS") return { kind: "succeeded", isEarlier: intent.run !== context.run, at: end.at };
  if (action === "delete" && end.errorCode === "NotFound") return { kind: "succeeded", isEarlier: false, at: end.at };
  const request = `request token ${end.requestToken}`;
  // What exists already is another's, unless it comes of the first time that we asked: whether AWS answers a request
  // that it took before with that request's progress is unconfirmed.
  const mayHaveActed = isRepeated || end.errorCode !== "AlreadyExists";
  if (end.status === "CANCEL_COMPLETE") {
    const why = `somebody cancelled the ${action} of "${name}" in AWS (${request})`;
    return { kind: "failed", mayHaveActed, passing: "no", why, advice: RUN_AGAIN };
  }
  const code = end.errorCode ?? "no error code";
  const detail = end.message === null ? "" : `: ${context.redact(end.message)}`;
  const why = `AWS failed the ${action} of "${name}" with ${code}${detail} (${request})`;
  const advice = adviceOn(wordsFor([intent])).get(code) ?? RUN_AGAIN;
  return { kind: "failed", mayHaveActed, passing: passing.get(code) ?? "no", why, advice };
}
