import { approvalsNeeded } from "../../engine/policy/caps.ts";
import { acceptanceDigest } from "../../engine/plan/review/acceptance.ts";
import type { Config } from "../../engine/config/config.ts";
import { keyText } from "../../engine/values/key.ts";
import type { Change } from "../../engine/plan/plan.ts";
import type { Reason } from "../../engine/plan/write/result.ts";
import { type Evidence, type Review, reviewPlan } from "../../engine/plan/review/review.ts";
import type { PlannedTarget } from "../../plan/plan-definitions.ts";
import type { ChangeVerdict } from "../../ports/ledger.ts";
import type { PullRequest } from "../../ports/review.ts";
import type { Refused } from "../apply-definitions.ts";
import type { Beginning } from "./begin.ts";
import type { ApplyBranchDeps } from "../context.ts";
import { createApproved, type IsApproved } from "./approved.ts";
import { evidenceFrom } from "./evidence.ts";
import { type Causes, createCauses } from "./history/causes.ts";
import { createDeclared } from "./history/declared.ts";
import type { History } from "./history/steps.ts";
import { openHistory } from "./history/open-history.ts";
import type { LeaseKeeper } from "../lease.ts";
import { isBarredBy } from "./pending.ts";
import { whyNotAccept } from "./pushers.ts";
import { remember } from "./history/remember.ts";

/** Decides what of a plan of the default branch may be applied, and remembers by what. */
export interface Judge {
  readonly history: History;
  readonly causes: Causes;
  readonly review: (planned: PlannedTarget) => Promise<Review | Refused>;
  /** Of a change of the plan that was reviewed. */
  readonly evidenceOf: (change: Change) => Promise<Evidence>;
  readonly isApproved: IsApproved;
}

/** A plan, with what blocks it, that somebody answers for. */
export interface Acceptance {
  readonly digest: string;
  /** Numeric id of the account. */
  readonly person: number;
  /** Counts the person among as many as are needed, without those who may not accept. How many more have to. */
  readonly join: (needed: number, whyNot: (person: number) => Reason | undefined) => Promise<number>;
  /** Uses it up. A reason: it was used before. */
  readonly use: () => Promise<Reason | undefined>;
}

export interface Case {
  readonly beginning: Beginning;
  /** Pull requests that the run brings to the target. */
  readonly merged: readonly PullRequest[];
  readonly accepted: Acceptance | null;
  /** Of the tip. */
  readonly config: Config;
  readonly keeper: LeaseKeeper;
}

export function createJudge(given: Case, deps: ApplyBranchDeps, signal: AbortSignal): Judge {
  const { beginning, merged, accepted, keeper } = given;
  const { tip, progress } = beginning;
  const { forge, kinds, ledger, engine } = deps;
  const keep = () => keeper.lease();
  const declared = createDeclared({ ...deps, source: forge.source, repaired: given.config, keep }, signal);
  const history = openHistory(beginning, { ...deps, declared, keep }, signal);
  const causes = createCauses({ tip, progress }, { declared, history });
  const needed = approvalsNeeded(given.config, progress.policy?.value ?? null, deps.caps);
  const approved = createApproved(needed, deps);
  const known = new Map<string, Promise<Evidence>>();
  let find = async (change: Change): Promise<Evidence> => {
    throw new TypeError(`"${change.name}" is of no plan that was reviewed`);
  };
  const evidenceOf = (change: Change): Promise<Evidence> =>
    remember(known, `${keyText(change.key)} ${change.digest}`, () => find(change));
  return {
    history,
    causes,
    evidenceOf,
    isApproved: approved,
    async review({ plan, records }) {
      const reading = { kinds, causes, ledger, repository: forge.id.id, engine, isApproved: approved };
      find = evidenceFrom({ progress, records, merged }, reading);
      const isBarred = (change: Change): boolean => isBarredBy(progress, change);
      const isDoubted = progress.doubt !== "none";
      const input = { plan, kinds, records, evidenceOf, isBarred, isDoubted };
      const without = await reviewPlan({ ...input, isAccepted: false });
      if (accepted === null || accepted.digest !== acceptanceDigest(plan, tip)) return without;
      const review = await reviewPlan({ ...input, isAccepted: true });
      const released = releasedBy(review, without);
      if (released.length === 0) return without;
      const byKey = new Map(records.map((record) => [keyText(record.key), record]));
      const whyNot = await whyNotAccept(released, { beginning, causes, records: byKey, forge, ledger });
      const refused = whyNot(accepted.person) ?? (await usedBySeveral(accepted, needed, whyNot));
      if (refused !== undefined) return { refused };
      // What needed no acceptance is allowed by what it was.
      const before = new Map(without.allowed.map((each) => [keyText(each.change.key), each]));
      return { ...review, allowed: review.allowed.map((each) => before.get(keyText(each.change.key)) ?? each) };
    },
  };
}

/** As many people accept as would have to approve. What waits for more is not used up. */
async function usedBySeveral(
  { join, use }: Acceptance,
  needed: number,
  whyNot: (person: number) => Reason | undefined,
): Promise<Reason | undefined> {
  return (await join(needed, whyNot)) > 0 ? "accept-waits" : await use();
}

/** What is held, but for an acceptance. */
function releasedBy(review: Review, without: Review): readonly Change[] {
  const held = new Set(review.held.map(({ change }) => keyText(change.key)));
  return without.held.map(({ change }) => change).filter(({ key }) => !held.has(keyText(key)));
}

/** What a review decided, as it is kept with the run. */
export function verdictsOf({ allowed, held }: Review): readonly ChangeVerdict[] {
  return [
    ...allowed.map(({ change, by, pull }) => ({ key: change.key, digest: change.digest, verdict: by, pull })),
    ...held.map(({ change }) => ({ key: change.key, digest: change.digest, verdict: "held" as const, pull: null })),
  ];
}
