import { BridgeheadError } from "../engine/values/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { CounterStore } from "../ports/ledger.ts";

const HOUR_MS = 60 * 60 * 1000;

/**
 * How many requests to GitHub the plans of one pull request may take in an hour of the clock, of the 5,000 that an App has
 * at least for everything. A plan takes about a dozen, and one more for each 50 files that nobody has read before. Those who
 * may write have enough for what reading may take at most (`writerBounds`), and to push all day. A stranger's pull request
 * is validated some fifteen times, for 4 % of what there is.
 */
export const budgets = { writers: 3_500, strangers: 200 } as const;
export type Spender = keyof typeof budgets;

/** What it takes to say that the budget is met: a check, and a comment where there is one. */
const REPORT = 20;
/** From here on nothing is asked at all, so that not even the saying of it costs more: about ten pushes later. */
const silence: Readonly<Record<Spender, number>> = { writers: 3_530, strangers: 230 };
/** What all pull requests of strangers take together in an hour: from there on nothing is asked for any of them. */
export const STRANGERS_IN_ALL = 1_500;
/** As many are counted ahead, so that a worker that dies has not spent what nobody counted. */
const AHEAD = 40;

/** What the groups of a merge queue spend they spend together, as one pull request of somebody who may write. */
export const GROUPS = "merge-groups";

/** The budget is met: what wanted to ask GitHub may not. */
export class RequestsSpentError extends BridgeheadError {
  override readonly name = "RequestsSpentError";
}

/** The requests to GitHub that the plans of one pull request take in one hour. */
export interface RequestBudget {
  /** Counts a request before it is sent. Rejects with `RequestsSpentError` once as many were sent as may be. */
  take(): Promise<void>;
  /** Counts one that is sent once more by itself. */
  repeat(): void;
  /** Says whose it is. Returns whether anything is left. */
  allow(spender: Spender): boolean;
  /** Lets what is needed pass to say that there is none left. */
  allowReport(): void;
  /** Whether not even that is said. */
  readonly isSilent: boolean;
  /** When the next hour begins, in milliseconds since the epoch. */
  readonly endsAt: number;
  /** Gives back what was counted ahead. */
  close(): Promise<void>;
}

export interface BudgetDeps {
  readonly ledger: CounterStore;
  readonly clock: Pick<Clock, "now">;
}

export interface BudgetOf {
  readonly repository: number;
  readonly pullRequest: number | typeof GROUPS;
  /** As far as that is known before GitHub is asked. */
  readonly spender: Spender;
}

/** Opens the budget of this hour. Until somebody says whose it is, only silence stops anything. */
export async function openBudget(
  { repository, pullRequest, spender }: BudgetOf,
  { ledger, clock }: BudgetDeps,
): Promise<RequestBudget> {
  const begin = Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
  const count = (of: number | string, added: number): Promise<number> =>
    ledger.count(`requests/${repository}/${of}/${begin}`, added, 2 * HOUR_MS);
  const countAll = async (added: number): Promise<number> =>
    spender === "strangers" ? await count("strangers", added) : 0;
  const add = async (added: number): Promise<readonly [own: number, all: number]> =>
    await Promise.all([count(pullRequest, added), countAll(added)]);
  let counted = AHEAD;
  let taken = 0;
  const [own, all] = await add(AHEAD);
  let before = own - AHEAD;
  let limit: number = silence[spender];
  let counting: Promise<void> | undefined;

  async function countAhead(): Promise<void> {
    const [total] = await add(AHEAD);
    counted += AHEAD;
    before = total - counted;
    counting = undefined;
  }

  return {
    async take() {
      if (before + taken >= limit) throw new RequestsSpentError(`the ${limit} requests of this hour are spent`);
      taken += 1;
      while (taken > counted) await (counting ??= countAhead());
    },
    repeat() {
      taken += 1;
    },
    allow(actual) {
      limit = budgets[actual];
      return before + taken < limit;
    },
    allowReport() {
      limit = before + taken + REPORT;
    },
    isSilent: before >= silence[spender] || all - AHEAD >= STRANGERS_IN_ALL,
    endsAt: begin + HOUR_MS,
    async close() {
      await counting;
      if (taken !== counted) await add(taken - counted);
    },
  };
}
