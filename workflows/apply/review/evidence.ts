import { dangersOf } from "../../engine/plan/review/dangers.ts";
import { keyText } from "../../engine/values/key.ts";
import type { ResourceKinds } from "../../engine/kinds/registry.ts";
import { type Change, resourcesOf } from "../../engine/plan/plan.ts";
import { type Evidence, isAmong } from "../../engine/plan/review/review.ts";
import type { PublishedPlan, ResourceRecord } from "../../ports/ledger.ts";
import type { BranchProgress } from "../../ports/progress.ts";
import type { PullRequest } from "../../ports/review.ts";
import type { IsApproved } from "./approved.ts";
import type { Causes } from "./history/causes.ts";
import type { Cause } from "./history/search.ts";
import { isBarredBy } from "./pending.ts";
import { remember } from "./history/remember.ts";
import { lastPublished, type PublishedDeps } from "../../plan/published.ts";

export interface EvidenceDeps extends PublishedDeps {
  readonly kinds: ResourceKinds;
  readonly causes: Causes;
  /** Names the engine: a plan that another one made may mean something else by the same digest. */
  readonly engine: string;
  readonly isApproved: IsApproved;
}

/** What evidence is found by. */
export interface Grounds {
  readonly progress: BranchProgress;
  readonly records: readonly ResourceRecord[];
  /** Pull requests that the run brings to the target. */
  readonly merged: readonly PullRequest[];
}

/** What is known of a change: by git and GitHub, who brought it; by the ledger, only what people were shown. */
export function evidenceFrom(
  { progress, records, merged }: Grounds,
  deps: EvidenceDeps,
): (change: Change) => Promise<Evidence> {
  const { kinds, causes } = deps;
  const byKey = new Map(records.map((record) => [keyText(record.key), record]));
  const published = createPublished(deps);
  const isShown = ({ engine, changes }: PublishedPlan, change: Change): boolean =>
    engine === deps.engine && isAmong(changes, change, records);

  /**
   * Of what is no danger nobody has to know which step caused it, where a plan of the run's pull requests has it: what it
   * says decides no more than how the change is told. Before what a rewrite bars it would decide whether it goes.
   */
  async function plainlyShown(change: Change): Promise<Evidence | undefined> {
    const record = byKey.get(keyText(change.key));
    if (progress.doubt !== "none" || isBarredBy(progress, change)) return undefined;
    if (dangersOf(change, record, kinds.of(change.key)).length > 0) return undefined;
    let found: Evidence | undefined;
    for (const pull of merged) {
      const evidence = await judgePull(pull, change);
      if (evidence.kind === "reviewed") return evidence;
      if (evidence.why === "not-approved") found ??= evidence;
    }
    return found;
  }

  async function judgePull(pull: PullRequest, change: Change): Promise<Judged> {
    const { number } = pull;
    const plan = await published(pull);
    if (plan === undefined) return { kind: "unreviewed", why: "no-plan", pull: number };
    if (plan === "unreadable" || plan.engine !== deps.engine) {
      return { kind: "unreviewed", why: "other-engine", pull: number };
    }
    if (!isShown(plan, change)) return { kind: "unreviewed", why: "other-change", pull: number };
    if (await deps.isApproved(pull, (seen) => isShown(seen, change))) return { kind: "reviewed", pull: number };
    return { kind: "unreviewed", why: "not-approved", pull: number };
  }

  return async (change) => {
    const shown = await plainlyShown(change);
    if (shown !== undefined) return shown;
    const cause = await causeOf(change, byKey, causes);
    switch (cause) {
      case "none":
        return { kind: "uncaused" };
      case "too-far":
      case "two-steps":
        return { kind: "unreviewed", why: cause, pull: null };
      default:
        if (cause.pull === null) return { kind: "unreviewed", why: "no-pull-request", pull: null };
        return await judgePull(cause.pull, change);
    }
  };
}

/** Both halves of a replacement have to have come about by the same step. */
async function causeOf(
  change: Change,
  records: ReadonlyMap<string, ResourceRecord>,
  causes: Causes,
): Promise<Cause | "two-steps"> {
  let first: Cause | undefined;
  for (const resource of resourcesOf(change, records)) {
    const cause = await causes.of(resource);
    if (first !== undefined && !isSameCause(first, cause)) return "two-steps";
    first = cause;
  }
  return first ?? "none";
}

function isSameCause(one: Cause, other: Cause): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return one.from === other.from && one.to === other.to;
}

type Judged = Exclude<Evidence, { readonly kind: "uncaused" }>;

type Published = (pull: PullRequest) => Promise<PublishedPlan | "unreadable" | undefined>;

/** Each pull request's newest plan is asked for once. */
function createPublished(deps: PublishedDeps): Published {
  const known = new Map<number, ReturnType<Published>>();
  return (pull) => remember(known, pull.number, () => lastPublished(pull, deps));
}
