import type { Action } from "../../engine/plan/plan.ts";

/*
 * The one machine of an apply, as a pure decision: an operation's verdict and what is there now say what the ledger is
 * told and what happens next. Executing and resuming go by it alone. `docs/apply-machine.md` has all its cases.
 */

/** What Cloud Control was asked for. An adoption that writes is an update. */
export type Operation = "create" | "update" | "delete";
export const operations = ["create", "update", "delete"] as const satisfies readonly Operation[];

export function operationOf(action: Action): Operation {
  return action === "create" || action === "delete" ? action : "update";
}

/** Whether the same change is worth another operation. */
export type Passing =
  | "no"
  /** AWS says that the cause passes. */
  | "again"
  /** AWS's code stands for nearly everything, what passes included. */
  | "unclear"
  /** Another operation was in the way. */
  | "busy";

/** What the end of an operation means. */
export type Verdict =
  /** isEarlier: it ended in an earlier run, or before anybody looked. */
  | { readonly kind: "succeeded"; readonly isEarlier: boolean }
  /** AWS is at it. */
  | { readonly kind: "running" }
  /** Whether AWS took it, or how it ends, is not told now. */
  | { readonly kind: "unknown"; readonly why: string }
  /** Nobody will ever tell: it was never asked for, or AWS has forgotten it. */
  | { readonly kind: "lost"; readonly why: string }
  /**
   * AWS refused it, failed it, or somebody cancelled it. mayHaveActed: it came so far that some of it may have taken
   * effect, since nothing is rolled back.
   */
  | {
      readonly kind: "failed";
      readonly mayHaveActed: boolean;
      readonly passing: Passing;
      /** AWS's own reason. */
      readonly why: string;
    };

/** What is there now, beside what was there before and what was asked for. */
export type Observation =
  | { readonly kind: "absent" }
  /**
   * The resource that the operation is about, and nothing that can be read of it speaks of anybody else. acted: whether
   * the operation changed it; null: nobody can tell.
   */
  | { readonly kind: "ours"; readonly acted: boolean | null }
  /** The same resource, as neither its state before nor the operation explains it. */
  | { readonly kind: "changed"; readonly why: string }
  /** Another resource of its name. */
  | { readonly kind: "foreign"; readonly why: string }
  /** A resource of its name, and nobody tells who made it. */
  | { readonly kind: "untold"; readonly why: string }
  | { readonly kind: "unreadable"; readonly why: string }
  /** The verdict decides by itself. */
  | { readonly kind: "not-looked" };

/** How the record is left. as-before: it stays what it was. */
export type Left = "as-before" | "incomplete" | "in-doubt";

export type Decision =
  /** It took effect: the record says what is there. */
  | { readonly kind: "applied" }
  /** The resource is gone, and its record goes. */
  | { readonly kind: "gone" }
  /** The same once more, on what is there now. left: what the ledger is told before that of the try that failed. */
  | { readonly kind: "again"; readonly left: Left }
  /** What a failed create made is ours: an update completes it. */
  | { readonly kind: "complete" }
  /** This run is done with it; the next plan decides. why is null where nobody has to know. */
  | { readonly kind: "stop"; readonly left: Left; readonly why: string | null }
  /** The intent stays, for a later run to look. why is null where AWS is at work. */
  | { readonly kind: "wait"; readonly why: string | null };

/** Whether a verdict needs a look at what is there. */
export function needsLook(operation: Operation, verdict: Verdict): boolean {
  switch (verdict.kind) {
    case "running":
    case "unknown":
      return false;
    case "succeeded":
      return operation !== "delete";
    case "lost":
      return operation !== "update";
    case "failed":
      return operation !== "create" || verdict.mayHaveActed || verdict.passing !== "no";
  }
}

export function decide(operation: Operation, verdict: Verdict, seen: Observation): Decision {
  switch (verdict.kind) {
    case "running":
      return { kind: "wait", why: null };
    case "unknown":
      return { kind: "wait", why: verdict.why };
    case "succeeded":
      return afterSuccess(operation, verdict.isEarlier, seen);
    case "lost":
      return afterLoss(operation, verdict, seen);
    case "failed":
      return afterFailure(operation, verdict, seen);
  }
}

const RUN_AGAIN = "run the apply again";
const NOT_THERE = `AWS reported success, but it is not there; ${RUN_AGAIN}`;

function afterSuccess(operation: Operation, isEarlier: boolean, seen: Observation): Decision {
  if (operation === "delete") return { kind: "gone" };
  switch (seen.kind) {
    case "ours":
    case "changed":
    case "untold":
      // AWS itself says that the operation made, or changed, what is there.
      return { kind: "applied" };
    case "foreign":
      return stop("as-before", seen.why);
    case "absent":
      // Reads may be behind. What was made in an earlier run and is not there was taken away.
      return isEarlier ? stop("as-before", NOT_THERE) : { kind: "wait", why: NOT_THERE };
    case "unreadable":
    case "not-looked":
      return { kind: "wait", why: `AWS reported success, but ${whyOf(seen)}; ${RUN_AGAIN}` };
  }
}

function afterLoss(operation: Operation, { why }: Lost, seen: Observation): Decision {
  if (operation === "update") return stop("in-doubt", why);
  switch (seen.kind) {
    case "absent":
      return operation === "delete" ? { kind: "gone" } : stop("as-before", why);
    case "ours":
      return stop(operation === "delete" ? "in-doubt" : "incomplete", why);
    case "foreign":
      // Somebody made another since: of that one nothing is in doubt.
      return stop("as-before", `${why}; ${seen.why}`);
    case "changed":
    case "untold":
      return stop(operation === "delete" ? "in-doubt" : "as-before", `${why}; ${seen.why}`);
    case "unreadable":
    case "not-looked":
      return operation === "delete" ? stop("in-doubt", why) : { kind: "wait", why: `${why}; ${whyOf(seen)}` };
  }
}

export type Succeeded = Extract<Verdict, { kind: "succeeded" }>;
type Lost = Extract<Verdict, { kind: "lost" }>;
export type Failed = Extract<Verdict, { kind: "failed" }>;

function afterFailure(operation: Operation, verdict: Failed, seen: Observation): Decision {
  switch (operation) {
    case "create":
      return afterFailedCreate(verdict, seen);
    case "update":
      return afterFailedUpdate(verdict, seen);
    case "delete":
      return afterFailedDelete(verdict, seen);
  }
}

function afterFailedCreate({ mayHaveActed, passing, why }: Failed, seen: Observation): Decision {
  if (!mayHaveActed && passing === "no") return stop("as-before", why);
  switch (seen.kind) {
    case "absent":
      return passing === "no" ? stop("as-before", why) : again("as-before");
    case "ours":
      // What AWS did not take made nothing: whatever is there, somebody else made it.
      if (!mayHaveActed) return stop("as-before", `${why}; it is there now, and Bridgehead did not make it`);
      if (passing === "again" || passing === "busy") return { kind: "complete" };
      return stop("incomplete", `${why}; it was made all the same, and the next apply completes it`);
    case "changed":
    case "foreign":
    case "untold":
      return stop("as-before", `${why}; ${seen.why}`);
    case "unreadable":
    case "not-looked":
      if (!mayHaveActed) return stop("as-before", why);
      return { kind: "wait", why: `${why}; whether something was left behind cannot be told: ${whyOf(seen)}` };
  }
}

function afterFailedUpdate({ mayHaveActed, passing, why }: Failed, seen: Observation): Decision {
  switch (seen.kind) {
    case "absent":
      return stop("as-before", `${why}; it is no longer there`);
    case "foreign":
      return stop("as-before", `${why}; ${seen.why}`);
    case "changed":
    case "untold":
      return stop(mayHaveActed ? "in-doubt" : "as-before", `${why}; ${seen.why}`);
    case "ours": {
      const left = leftByUpdate(mayHaveActed, seen.acted);
      if (passing === "again" || passing === "busy") return again(left);
      if (passing === "unclear" && seen.acted === false) return again(left);
      switch (left) {
        case "as-before":
          return stop(left, why);
        case "incomplete":
          return stop(left, `${why}; what it changed stays, and the next apply completes it`);
        case "in-doubt":
          return stop(left, `${why}; whether it changed anything cannot be told, and the next apply sends it again`);
      }
    }
    case "unreadable":
    case "not-looked":
      return stop(mayHaveActed ? "in-doubt" : "as-before", `${why}; ${whyOf(seen)}`);
  }
}

function leftByUpdate(mayHaveActed: boolean, acted: boolean | null): Left {
  if (!mayHaveActed || acted === false) return "as-before";
  return acted === true ? "incomplete" : "in-doubt";
}

function afterFailedDelete({ mayHaveActed, passing, why }: Failed, seen: Observation): Decision {
  switch (seen.kind) {
    case "absent":
      return { kind: "gone" };
    case "foreign":
      return stop("as-before", `${why}; ${seen.why}`);
    case "ours": {
      const left = mayHaveActed && seen.acted !== false ? "in-doubt" : "as-before";
      return passing === "no" ? stop(left, why) : again(left);
    }
    case "changed":
    case "untold":
      return stop(mayHaveActed ? "in-doubt" : "as-before", `${why}; ${seen.why}`);
    case "unreadable":
    case "not-looked":
      return stop(mayHaveActed ? "in-doubt" : "as-before", `${why}; ${whyOf(seen)}`);
  }
}

function again(left: Left): Decision {
  return { kind: "again", left };
}

function stop(left: Left, why: string | null): Decision {
  return { kind: "stop", left, why };
}

function whyOf(seen: Extract<Observation, { kind: "unreadable" | "not-looked" }>): string {
  return seen.kind === "unreadable" ? seen.why : "nobody looked";
}
