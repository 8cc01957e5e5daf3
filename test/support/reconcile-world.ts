import type { CheckReport, HeadCheck } from "../../workflows/ports/checks.ts";
import type { HookDelivery } from "../../workflows/ports/deliveries.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { Job } from "../../workflows/ports/jobs.ts";
import type { Note, PublishedPlan } from "../../workflows/ports/ledger.ts";
import type { ListedPull } from "../../workflows/ports/review.ts";
import { ANY_HEAD } from "../../workflows/pull-request/publish.ts";
import type { ReconcileDeps, RepositoryRound } from "../../workflows/reconcile/context.ts";
import { lookAfterPulls, type PullsDone } from "../../workflows/reconcile/pull-requests.ts";
import { memoryLog } from "./lambda.ts";
import { openPull } from "./pull-requests.ts";

/** An open pull request, and what there is of it. */
export interface Situation {
  readonly pull: ListedPull;
  checks?: readonly HeadCheck[] | undefined;
  published?: PublishedPlan | "unreadable" | undefined;
  /** What says that nothing was asked for it. */
  silence?: PublishedPlan | undefined;
}

/** A check that ended well, of a head of the repository's own. */
export const aCheck: HeadCheck = { open: false, startedAt: 0, fork: undefined };

/** By default one that nobody needs to look after. */
export function situation(number: number, but: Partial<Situation> & { readonly isFork?: boolean } = {}): Situation {
  const { isFork = false, ...others } = but;
  const pull = { ...openPull({ number, head: `head-${number}`, isFork }), updatedAt: 0 };
  return { pull, checks: [aCheck], ...others };
}

/** Rounds of the reconciler over pull requests, beside a ledger and a clock in memory. */
export function pullRounds(situations: readonly Situation[], perPage = 100) {
  const world = {
    now: 24 * 60 * 60_000,
    deliveries: [] as readonly HookDelivery[],
    /** Pages that were read. */
    pages: [] as number[],
    /** Commits that were asked about together. */
    asked: [] as string[],
    reports: [] as CheckReport[],
    /** Of these a plan can be neither queued nor given up. */
    broken: new Set<number>(),
  };
  const claims = new Map<string, number>();
  const notes = new Map<string, Map<string, Note>>();
  let sent: Job[] = [];
  // Only what the step asks of its ports is there: anything else it might call is missing.
  const forge = {
    id: { id: 7, owner: "acme", name: "connections" },
    review: {
      openPage: async (_: string, page: number) => {
        world.pages.push(page);
        const pulls = situations.slice((page - 1) * perPage, page * perPage).map(({ pull }) => pull);
        return { pulls, pages: Math.ceil(situations.length / perPage) };
      },
    },
    checks: {
      checksOnMany: async (_: string, commits: readonly string[]) => {
        world.asked.push(...commits);
        const known = situations.flatMap(({ pull, checks }) =>
          checks === undefined ? [] : [[pull.head, checks] as const],
        );
        return new Map(known);
      },
      putCheck: async (report: CheckReport) => void world.reports.push(report),
    },
  } as unknown as Forge;
  const round = { forge, installation: 3, branch: "main", tip: "tip" } satisfies RepositoryRound;
  const ledger = {
    publicationBefore: async ({ pullRequest, head }: PublishedPlan) => {
      const found = situations.find(({ pull }) => pull.number === pullRequest);
      return head === ANY_HEAD ? found?.silence : found?.published;
    },
    claim: async (key: string, milliseconds: number) => {
      if ((claims.get(key) ?? 0) > world.now) return false;
      claims.set(key, world.now + milliseconds);
      return true;
    },
    note: async (list: string, name: string) => {
      const names = notes.get(list) ?? new Map<string, Note>();
      notes.set(list, names.set(name, { name, at: world.now }));
    },
    noted: async (list: string) => [...(notes.get(list)?.values() ?? [])],
  };
  const deps = {
    engine: "this",
    target: { account: "123456789012", region: "eu-west-1", stage: "test" },
    queue: {
      send: async (job: Job) => {
        if (job.kind === "plan" && world.broken.has(job.pullRequest)) throw new Error("the queue takes it not");
        sent.push(job);
      },
    },
    ledger,
    clock: { now: () => world.now },
    log: memoryLog(),
  } as unknown as ReconcileDeps;
  return {
    world,
    forge,
    /** A round: what it did, and the numbers of those whose plan it queued. */
    round: async (): Promise<PullsDone & { readonly planned: readonly number[] }> => {
      sent = [];
      const done = await lookAfterPulls(round, { deliveries: world.deliveries, asked: [] }, deps);
      const planned = sent.flatMap((job) => {
        if (job.kind !== "plan") return [];
        const isFork = situations.find(({ pull }) => pull.number === job.pullRequest)?.pull.isFork;
        if ((job.isFork === true) !== isFork) throw new Error(`${job.pullRequest} is taken for another's`);
        return [job.pullRequest];
      });
      return { ...done, planned };
    },
  };
}
