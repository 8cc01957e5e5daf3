import { expect, it } from "vitest";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { planPullRequest } from "../../workflows/plan-pull-request.ts";
import { checkNames, type CheckReport } from "../../workflows/ports/checks.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { PullRequest } from "../../workflows/ports/review.ts";
import { startApplyBench } from "../support/apply-bench.ts";
import { caps } from "../support/definitions.ts";
import { openPull } from "../support/pull-requests.ts";

const { signal } = new AbortController();

const pull = openPull();

interface Situation {
  /** The head that GitHub has merged for a test. */
  readonly merged?: string;
  /** What the pull request is when its plan is made. */
  readonly later?: Partial<PullRequest>;
  /** What it is when its job begins. */
  readonly before?: Partial<PullRequest>;
  /** Whether its check has begun and not ended. */
  readonly isCheckOpen?: boolean;
  /** Whether it is only to be told that its plan is outdated. */
  readonly isOutdated?: boolean;
}

/** Plans a pull request that declares a connection anew: how that ends, what is published, and what is reported. */
async function planned(situation: Situation) {
  const { merged = "head", before = {}, later = {}, isCheckOpen = false, isOutdated = false } = situation;
  const bench = await startApplyBench();
  bench.aws.putParameter({ name: "/bridgehead/orders/key", value: "key" });
  const checks: CheckReport[] = [];
  const comments: string[] = [];
  const answers = [
    { ...pull, ...before },
    { ...pull, ...later },
  ];
  // Only what a plan asks of its ports is there: anything else it might call is missing.
  const forge = {
    id: { id: 1, owner: "acme", name: "eventing" },
    webUrl: "https://github.example",
    source: {
      defaultBranch: async () => "main",
      tip: async () => "base",
      files: async (commit: string) => [{ path: "orders.ts", text: commit }],
      file: async () => undefined,
      mergeCandidate: async () => ({ kind: "merge", commit: "merge", head: merged, base: "base" }),
    },
    review: {
      pullRequest: async () => answers.shift() ?? pull,
      putComment: async (_number: number, _marker: string, body: string) => void comments.push(body),
    },
    checks: {
      putCheck: async (report: CheckReport) => void checks.push(report),
      checksOn: async () => [{ name: checkNames.plan, open: isCheckOpen, startedAt: 0 }],
    },
  } as unknown as Forge;
  const authParameters = { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}" };
  const orders = {
    type: "AWS::Events::Connection",
    id: "orders",
    props: { authorizationType: "API_KEY", authParameters },
    at: { file: "orders.ts", line: 1, column: 1 },
    locations: {},
  };
  const evaluate = async ([file]: readonly { readonly text: string }[]) => ({
    definitions: file?.text === "merge" ? [orders] : [],
    diagnostics: [],
    imports: {},
  });
  const definitions = { fingerprintKey: new SecretText("key"), evaluator: { evaluate } };
  const deps = {
    ...bench.deps,
    engine: "engine",
    forge,
    caps,
    definitions,
    queue: { send: async () => undefined },
    installation: null,
  };
  const { outcome } = await planPullRequest({ pullRequest: 7, outdatedAt: isOutdated ? 1 : null }, deps, signal);
  const place = { repository: 1, pullRequest: 7, head: "head" };
  const publication = await bench.deps.ledger.publicationBefore(place, Number.MAX_SAFE_INTEGER);
  return { outcome, isPublished: publication !== undefined, comments: comments.length, title: checks.at(-1)?.title };
}

it("a plan of the head that the pull request has is published and shown", async () => {
  expect(await planned({})).toMatchObject({ outcome: "planned", isPublished: true, comments: 1 });
});

it.each<[what: string, situation: Situation]>([
  ["of which GitHub has merged another one", { merged: "another" }],
  ["after which another one was pushed", { later: { head: "another" } }],
  ["that was merged or closed meanwhile", { later: { open: false } }],
])("a plan of a head %s is neither published nor shown", async (_, situation) => {
  expect(await planned(situation)).toEqual({
    outcome: "refused",
    isPublished: false,
    comments: 0,
    title: "Superseded",
  });
});

it("one of too many that are outdated is told so, and not planned", async () => {
  expect(await planned({ isOutdated: true })).toEqual({
    outcome: "refused",
    isPublished: false,
    comments: 0,
    title: "Outdated: the base moved",
  });
});

it.each([
  [true, "Superseded"],
  [false, undefined],
])(
  "of one that was merged meanwhile, a check that a dead job left open (%s) is closed, and no other is touched",
  async (open, title) => {
    expect(await planned({ before: { open: false, merged: true }, isCheckOpen: open })).toMatchObject({
      outcome: "refused",
      comments: 0,
      title,
    });
  },
);
