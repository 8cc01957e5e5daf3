import type { Evaluation } from "../../workflows/engine/definition/evaluation.ts";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { planAsked } from "../../workflows/plan-asked.ts";
import type { PlanPullRequestOutcome } from "../../workflows/plan-pull-request.ts";
import { checkNames, type CheckReport, type CheckState } from "../../workflows/ports/checks.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { Asked, Job } from "../../workflows/ports/jobs.ts";
import type { PublishedPlan } from "../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress } from "../../workflows/ports/progress.ts";
import type { Account, Approval, PullRequest } from "../../workflows/ports/review.ts";
import { DefinitionFileError } from "../../workflows/ports/source.ts";
import type { SourceBounds } from "../../workflows/ports/source-bounds.ts";
import type { TrailStep } from "../../workflows/ports/trail.ts";
import { type ApplyBench, keyed, startApplyBench } from "./apply-bench.ts";
import { caps, keyOf } from "./definitions.ts";
import { wasStranger } from "../../workflows/pull-request/forks.ts";
import type { RequestBudget } from "../../workflows/pull-request/request-budget.ts";
import { endlessBudget, openPull } from "./pull-requests.ts";

const CONFIG = "bridgehead.config.json";
const repository = { id: 1, owner: "acme", name: "eventing" };
const { signal } = new AbortController();

type Files = Readonly<Record<string, string | null>>;

/** A pull request, and what is there when it is planned. */
export interface PullSituation {
  /**
   * What stands in the tip of the base, in the merge, and in the head and where it left the base, which are asked for
   * where there is no merge. A line of a definition file is `id`, `id as name`, `id: description`, `import path`,
   * `!error`, `?warning`, or nothing of these and then nothing. A text that is null cannot be read.
   */
  readonly base?: Files;
  readonly merge?: Files;
  readonly head?: Files;
  readonly fork?: Files;
  /** Connections that were applied, with their id as description. */
  readonly applied?: readonly string[];
  readonly isConflict?: boolean;
  /** The head that GitHub has merged for a test. */
  readonly mergedHead?: string;
  /** What the pull request is each time that GitHub is asked for it, or for its merge; the last one lasts. An error is thrown. */
  readonly answers?: readonly (Partial<PullRequest> | Error)[];
  /** The base's tip once the plan was published. */
  readonly tip?: string;
  /** Other open pull requests. */
  readonly others?: readonly PullRequest[];
  readonly checks?: readonly CheckState[];
  readonly approvals?: readonly Approval[];
  /** How far the target is. */
  readonly progress?: Partial<BranchProgress>;
  /** Whether everybody may write, or who may. */
  readonly mayWrite?: boolean | ((account: Account) => boolean);
  /** Who asked for it by hand, and how. */
  readonly asked?: Asked;
  /** Heads of the pull request that somebody asked for before. */
  readonly askedBefore?: readonly string[];
  readonly budget?: RequestBudget;
  /** The way that it went. */
  readonly trail?: readonly Partial<TrailStep>[];
  /** What was published of its head. */
  readonly published?: Partial<PublishedPlan>;
  /** When it was asked only to be told that its plan is outdated, in milliseconds; null: it is to be planned. */
  readonly outdatedAt?: number | null;
  /** What reading the definitions ends with instead. */
  readonly crash?: Error;
  /** Done before it is planned. */
  readonly prepare?: (bench: ApplyBench) => Promise<void>;
}

export interface Told {
  readonly ended: PlanPullRequestOutcome | Error;
  /** The newest that was published of its head. */
  readonly published: PublishedPlan | undefined;
  readonly checks: readonly CheckReport[];
  readonly comments: readonly string[];
  /** What a comment of somebody's was answered with. */
  readonly answered: readonly string[];
  /** "check" and "comment", in their order. */
  readonly order: readonly string[];
  readonly jobs: readonly Job[];
  readonly trail: readonly TrailStep[];
  /** The operations that AWS was asked for. */
  readonly asked: readonly string[];
  /** Who is remembered to have asked for the head; undefined: nobody is. */
  readonly askedBy: string | undefined;
  /** Whether the account with the number 6 is remembered to have asked and not to be able to write. */
  readonly isStranger: boolean;
  /** Within what the definitions were read. */
  readonly bounds: ReadonlySet<SourceBounds>;
  /** The check and the comment that stand in the end. */
  readonly check: CheckReport | undefined;
  readonly comment: string | undefined;
}

/** Plans a pull request on AWS as it is, and on a GitHub of which the test says how it answers. */
export async function planned(situation: PullSituation): Promise<Told> {
  const {
    applied = [],
    answers = [{}],
    isConflict = false,
    mergedHead = "head",
    tip = "base",
    outdatedAt = null,
  } = situation;
  const bench = await startApplyBench();
  for (const name of ["orders", "billing", "crm"]) {
    bench.aws.putParameter({ name: `/bridgehead/${name}`, value: `key-of-${name}` });
  }
  if (applied.length > 0) await bench.apply(applied.map((name) => keyed(bench, name, { Description: name })));
  await situation.prepare?.(bench);
  const before = bench.aws.requests().length;
  const ledger = { ...bench.deps.ledger, progress: async () => ({ ...noProgress, ...situation.progress }) };
  const place = { repository: 1, pullRequest: 7, head: "head" };
  const usual = { base: "base", digest: "digest", engine: "engine", policy: [], changes: {}, publishedAt: 1 };
  if (situation.published !== undefined) await ledger.publish({ ...place, ...usual, ...situation.published });
  for (const step of situation.trail ?? []) {
    const planning = { what: "planned", commit: "head", base: "base", digest: "digest" } as const;
    await ledger.noteStep({ repository: 1, pullRequest: 7, at: 1, ...planning, ...step });
  }
  const bounds = new Set<SourceBounds>();
  const checks: CheckReport[] = [];
  const comments: string[] = [];
  const answered: string[] = [];
  const order: string[] = [];
  const jobs: Job[] = [];
  const waiting = [...answers];
  const look = (): PullRequest => {
    const answer = (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? {};
    if (answer instanceof Error) throw answer;
    return openPull(answer);
  };
  const filesAt = (commit: string): Files =>
    ({ base: situation.base, merge: situation.merge, head: situation.head, fork: situation.fork })[commit] ?? {};
  // Only what a plan asks of its ports is there: anything else it might call is missing.
  const forge = {
    id: repository,
    app: 1,
    webUrl: "https://github.example",
    source: {
      defaultBranch: async () => "main",
      tip: async () => tip,
      mergeBase: async () => "fork",
      file: async (commit: string, path: string) => filesAt(commit)[path] ?? undefined,
      files: async (commit: string, folder: string, within: SourceBounds) => {
        bounds.add(within);
        if (situation.crash !== undefined) throw situation.crash;
        return Object.entries(filesAt(commit)).flatMap(([path, text]) => {
          if (path === CONFIG || path.endsWith(".md")) return [];
          const other = folder === "connections" ? "" : `${folder}/`;
          if (text === null) throw new DefinitionFileError(path, "not-text");
          return path.startsWith(other) ? [{ path: path.slice(other.length), text }] : [];
        });
      },
      mergeCandidate: async () => {
        if (!look().open) throw new BridgeheadError("the pull request is not open");
        return isConflict
          ? { kind: "conflict", head: "head", base: "base" }
          : { kind: "merge", commit: "merge", head: mergedHead, base: "base" };
      },
    },
    review: {
      look: async () => ({ pull: look(), defaultBranch: "main" }),
      openPullRequests: async () => situation.others ?? [],
      approvals: async () => situation.approvals ?? [],
      putComment: async (_number: number, _marker: string, body: string) => {
        order.push("comment");
        comments.push(body);
      },
      addComment: async (_number: number, body: string) => void answered.push(body),
    },
    checks: {
      putCheck: async (report: CheckReport) => {
        order.push("check");
        checks.push(report);
        return "https://github.example/check";
      },
      checksOn: async () => situation.checks ?? [],
    },
    trigger: {
      mayWrite: async (account: Account) =>
        typeof situation.mayWrite === "function" ? situation.mayWrite(account) : (situation.mayWrite ?? true),
    },
  } as unknown as Forge;
  const definitions = {
    fingerprintKey: new SecretText("bench"),
    evaluator: { evaluate: async (f: Sources) => read(f) },
  };
  const queue = { send: async (job: Job) => void jobs.push(job) };
  const { budget = endlessBudget, asked } = situation;
  for (const head of situation.askedBefore ?? []) await ledger.claim(`fork-head/1/7/${head}`, 60_000, "5");
  const deps = { ...bench.deps, ledger, engine: "engine", forge, caps, definitions, queue, installation: null, budget };
  const ended = await planAsked({ pullRequest: 7, outdatedAt, asked }, deps, signal).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  const published = await ledger.publicationBefore(place, Number.MAX_SAFE_INTEGER);
  return {
    ended,
    published: published === "unreadable" ? undefined : published,
    checks,
    comments,
    answered,
    order,
    jobs,
    trail: await ledger.trail(1, 7),
    asked: bench.aws
      .requests()
      .slice(before)
      .map(({ operation }) => operation),
    isStranger: await wasStranger({ id: 6, login: "eve" }, 1, ledger),
    askedBy: await ledger.claimedBy("fork-head/1/7/head"),
    bounds,
    check: checks.at(-1),
    comment: comments.at(-1),
  };
}

/** The plan's check, begun and not ended. */
export const openCheck: CheckState = { name: checkNames.plan, open: true, startedAt: 0 };

type Sources = readonly { readonly path: string; readonly text: string }[];

function read(files: Sources): Evaluation {
  const lines = files.flatMap(({ path: file, text }) =>
    text.split("\n").map((line, index) => ({ line, at: { file, line: index + 1, column: 1 } })),
  );
  const imports = Map.groupBy(
    lines.flatMap(({ line, at }) => {
      const path = /^import (\S+)$/.exec(line)?.[1];
      return path === undefined ? [] : [{ file: at.file, path }];
    }),
    ({ file }) => file,
  );
  return {
    definitions: lines.flatMap(({ line, at }) => {
      const [, id, name, description] = /^(\w+)(?: as (\w+))?(?:: (.+))?$/.exec(line) ?? [];
      if (id === undefined) return [];
      const authParameters = { apiKeyName: "x-api-key", apiKey: `{{resolve:ssm-secure:/bridgehead/${id}}}` };
      const props = { description: description ?? id, authorizationType: "API_KEY", authParameters };
      return [{ type: keyOf(id).type, id, props: { ...props, ...(name && { name }) }, at, locations: {} }];
    }),
    diagnostics: lines.flatMap(({ line, at }) => {
      const severity = ({ "!": "error", "?": "warning" } as const)[line.slice(0, 1)];
      return severity === undefined ? [] : [{ code: "syntax", severity, message: line.slice(1), hint: null, ...at }];
    }),
    imports: Object.fromEntries([...imports].map(([file, found]) => [file, found.map(({ path }) => path)])),
  };
}
