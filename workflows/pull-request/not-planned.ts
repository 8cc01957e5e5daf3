import type { Reason } from "../engine/plan/write/result.ts";
import { newestPublished } from "../plan/published.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequest } from "../ports/review.ts";
import * as states from "../render/pull-request-states.ts";
import type { PlanMergeDeps } from "./plan-merge.ts";
import { publishPlan } from "./publish.ts";
import { budgets, type RequestBudget, type Spender } from "./request-budget.ts";
import { createTeller, type Subject, type Teller, wasTold } from "./tell.ts";

/* How the job of a pull request ends that is not planned, and what people are told. */

export interface Refused {
  readonly outcome: "refused";
  readonly reason: Reason;
}

/** No definition is touched: the check says so, and there is no comment. */
export interface Untouched {
  readonly outcome: "untouched";
}

interface EndDeps extends Pick<PlanMergeDeps, "forge" | "ledger" | "engine"> {
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: RequestBudget;
}

export async function tellUntouched(
  pull: PullRequest,
  base: string,
  teller: Teller,
  deps: EndDeps,
): Promise<Untouched> {
  const { number, head } = pull;
  // What was published of this head before is not what people see now.
  const published = await newestPublished(pull, { ledger: deps.ledger, repository: deps.forge.id.id });
  if (published !== undefined) await publishPlan(null, { number, head, base }, deps);
  const became = { what: "no-changes", digest: null } as const;
  await teller.tell(became, states.untouched(teller.context(became)));
  return { outcome: "untouched" };
}

/** As much was asked of GitHub in this hour as may be. The reconciler has it planned in the next one. */
export async function tellSpent(subject: Subject, spender: Spender, deps: EndDeps): Promise<Refused> {
  const { budget, log } = deps;
  const { number, head } = subject.pull;
  budget.allowReport();
  // What was published of this head before is not what people see now.
  await publishPlan(null, { number, head, base: "", pausedUntil: budget.endsAt }, deps);
  const teller = createTeller(subject, deps);
  const became = { what: "paused", digest: null } as const;
  const spent = { most: budgets[spender], endsAt: budget.endsAt, isUnasked: spender === "strangers" };
  await teller.tell(became, states.paused(teller.context(became), spent));
  log.warn("a pull request has spent its requests to GitHub", { pullRequest: number, head, reason: spender });
  return refused("requests-spent");
}

export async function tellOutdated(outdatedAt: number, subject: Subject, deps: EndDeps): Promise<Refused> {
  const published = await newestPublished(subject.pull, { ledger: deps.ledger, repository: deps.forge.id.id });
  const isNewer = published !== undefined && published !== "unreadable" && published.publishedAt >= outdatedAt;
  if (isNewer) return refused("planned-since");
  const teller = createTeller(subject, deps);
  const became = { what: "outdated", digest: null } as const;
  await teller.tell(became, states.outdated(teller.context(became)));
  return refused("base-moved");
}

export async function tellGone(what: "closed" | "retargeted", subject: Subject, deps: EndDeps): Promise<Refused> {
  const { pull, baseBranch } = subject;
  const teller = createTeller(subject, deps);
  const reason = what === "closed" ? "not-open" : "other-base";
  // Who was told nothing has nothing to be told.
  if (!wasTold(subject)) {
    if (await teller.isOpen()) await teller.check(states.superseded);
    return refused(reason);
  }
  const became = { what, digest: null };
  const context = teller.context(became);
  const state = what === "closed" ? states.closed(context) : states.retargeted(context);
  // A check is of a head, which another pull request may have, too.
  const others = await deps.forge.review.openPullRequests(baseBranch);
  const isShared = others.some(({ number, head }) => head === pull.head && number !== pull.number);
  await teller.tell(became, isShared ? { ...state, check: null } : state);
  return refused(reason);
}

/** What becomes of a merged one its apply tells; only a check that a dead job left open is closed. */
export async function leaveMerged(teller: Teller): Promise<Refused> {
  if (await teller.isOpen()) await teller.check(states.superseded);
  return refused("not-open");
}

export async function superseded(teller: Teller): Promise<Refused> {
  await teller.check(states.superseded);
  return refused("head-moved");
}

export function refused(reason: Reason): Refused {
  return { outcome: "refused", reason };
}
