import { describe, expect, it } from "vitest";
import { keyText } from "../../workflows/engine/values/key.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { Job, JobQueue } from "../../workflows/ports/jobs.ts";
import type { PublicationStore } from "../../workflows/ports/ledger.ts";
import { DefinitionFileError } from "../../workflows/ports/source.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import { isAbout, MOST_PLANNED } from "../../workflows/pull-request/again.ts";
import { refreshPlans } from "../../workflows/refresh-plans.ts";
import { keyed, startApplyBench } from "../support/apply-bench.ts";
import { caps, keyOf } from "../support/definitions.ts";
import { openPull } from "../support/pull-requests.ts";

/* Which plans of open pull requests are made again when the default branch moves. */

const { signal } = new AbortController();

interface World {
  /** Number of each open pull request -> names of the connections that its plan changes; null: there was no plan. */
  readonly open: Readonly<Record<number, readonly string[] | null>>;
  /** Those whose plan changes what others may use. */
  readonly wide?: readonly number[];
  /** Those whose newest publication cannot be read. */
  readonly unreadable?: readonly number[];
  /** Connections that were applied, and so have a record. */
  readonly applied?: readonly string[];
  readonly delivery?: string;
  /** What comes before the number in the names of the heads. */
  readonly heads?: string;
  /** Others that are open, and of which nothing was published. */
  readonly silent?: readonly number[];
  /** The commit that the branch was at. Default: the one with what stood there before. */
  readonly from?: string;
  /** What stands on the branch before and after: the text of each file; null: it cannot be read. */
  readonly before?: Readonly<Record<string, string | null>>;
  readonly after?: Readonly<Record<string, string | null>>;
  /** What GitHub says of each when it is asked whether it could be merged, in turn. */
  readonly mergeable?: Readonly<Record<number, readonly (boolean | null)[]>>;
}

const CONFIG = "bridgehead.config.json";

/** The numbers that are planned again, and those that are only told so. */
async function refreshed(world: World) {
  const { open, wide = [], silent = [], from = "before", before = {}, after = {}, mergeable = {} } = world;
  const { unreadable = [], applied = [], delivery = "d", heads = "head" } = world;
  const bench = await startApplyBench();
  if (applied.length > 0) await bench.apply(applied.map((name) => keyed(bench, name)));
  const keys: string[] = [];
  const jobs: Job[] = [];
  const asked: number[] = [];
  const files: Readonly<Record<string, Readonly<Record<string, string | null>> | undefined>> = { before, tip: after };
  const numbers = [...Object.keys(open).map(Number), ...silent];
  const pulls = numbers.map((number) => openPull({ number, head: `${heads}-${number}` }));
  for (const { number, head } of pulls.filter((pull) => !silent.includes(pull.number))) {
    const names = open[number] ?? [];
    const changes = Object.fromEntries(names.map((name) => [keyText(keyOf(name)), "digest"]));
    const digest = open[number] === null ? "" : "digest";
    const plan = {
      base: "before",
      digest,
      engine: "engine",
      policy: [],
      changes,
      publishedAt: 1,
      ...(wide.includes(number) && { isWide: true as const }),
    };
    await bench.deps.ledger.publish({ repository: 1, pullRequest: number, head, ...plan });
  }
  // Only what the workflow asks of its ports is there: anything else it might call is missing.
  const forge = {
    id: { id: 1, owner: "acme", name: "eventing" },
    source: {
      defaultBranch: async () => "main",
      tip: async () => "tip",
      commit: async (sha: string) => (files[sha] === undefined ? undefined : { sha, parents: [], tree: "" }),
      file: async (commit: string, path: string) => files[commit]?.[path] ?? undefined,
      files: async (commit: string) =>
        Object.entries(files[commit] ?? {}).flatMap(([path, text]) => {
          if (text === null) throw new DefinitionFileError(path, "not-text");
          return path === CONFIG ? [] : [{ path, text }];
        }),
    },
    review: {
      openPullRequests: async () => pulls.toReversed(),
      isMergeable: async (number: number) => {
        asked.push(number);
        const answers = mergeable[number] ?? [true];
        return answers[Math.min(asked.filter((each) => each === number).length, answers.length) - 1] ?? null;
      },
    },
  } as unknown as Forge;
  const evaluate = async (sources: readonly { readonly path: string; readonly text: string }[]) => ({
    definitions: sources
      .filter(({ text }) => text !== "broken")
      .map(({ path, text }) => ({
        type: "AWS::Events::Connection",
        id: path.replace(".ts", ""),
        props: { description: text, authorizationType: "API_KEY", authParameters: { apiKeyName: "a", apiKey: "b" } },
        at: { file: path, line: 1, column: 1 },
        locations: {},
      })),
    diagnostics: sources.flatMap(({ path, text }) =>
      text === "broken"
        ? [
            {
              code: "syntax",
              severity: "error" as const,
              message: "broken",
              hint: null,
              file: path,
              line: 1,
              column: 1,
            },
          ]
        : [],
    ),
    imports: {},
  });
  const definitions = { fingerprintKey: new SecretText("key"), evaluator: { evaluate } };
  const queue: JobQueue = {
    async send(job, _group, key) {
      jobs.push(job);
      keys.push(key);
    },
  };
  const ledger: Pick<PublicationStore, "publicationBefore"> = {
    publicationBefore: async (head, end) =>
      unreadable.includes(head.pullRequest) ? "unreadable" : await bench.deps.ledger.publicationBefore(head, end),
  };
  await refreshPlans(
    { before: from, delivery },
    {
      ...bench.deps,
      ledger: { ...bench.deps.ledger, ...ledger },
      forge,
      queue,
      definitions,
      caps,
      installation: null,
      engine: "engine",
    },
    signal,
  );
  const queued = (isOutdated: boolean) =>
    jobs.flatMap((job) => (job.kind === "plan" && (job.isOutdated ?? false) === isOutdated ? [job.pullRequest] : []));
  return { planned: queued(false), told: queued(true), asked, keys };
}

const two = { "orders.ts": "one", "billing.ts": "one" };

describe("when the default branch moves", () => {
  it("what changes a connection that the push changes is planned again, and nothing else", async () => {
    const world = { open: { 3: ["orders"], 4: ["billing"], 5: ["billing", "orders"] }, before: two };
    expect((await refreshed({ ...world, after: { ...two, "orders.ts": "two" } })).planned).toEqual([3, 5]);
    expect((await refreshed({ ...world, after: { "orders.ts": "one" } })).planned).toEqual([4, 5]);
    expect((await refreshed({ ...world, after: two })).planned).toEqual([]);
  });

  it("what changes a helper is planned again for any definition that changes: that may use it", async () => {
    const world = { open: { 3: ["orders"], 4: ["orders"] }, wide: [3], before: two };
    expect((await refreshed({ ...world, after: { ...two, "stock.ts": "new" } })).planned).toEqual([3]);
    expect((await refreshed({ ...world, after: two })).planned).toEqual([]);
  });

  it("what changed no definition is planned where the configuration changed: another folder may be theirs", async () => {
    const world = { open: { 3: ["orders"] }, silent: [4], before: two };
    expect((await refreshed({ ...world, after: { ...two, "orders.ts": "two" } })).planned).toEqual([3]);
    expect((await refreshed({ ...world, after: { ...two, [CONFIG]: '{ "definitions": "x" }' } })).planned).toEqual([
      3, 4,
    ]);
  });

  it("what had no plan is planned again: the push may have cured it", async () => {
    expect((await refreshed({ open: { 3: null, 4: ["orders"] }, before: two, after: two })).planned).toEqual([3]);
  });

  it.each<[string, Partial<World>]>([
    ["a configuration that changed", { before: two, after: { ...two, [CONFIG]: '{ "secretPrefixes": ["/b/"] }' } }],
    ["a commit before that nobody knows any more", { from: "0".repeat(40), before: two, after: two }],
    ["files before of which one cannot be read", { before: { ...two, "other.ts": null }, after: two }],
    ["definitions that have an error now", { before: two, after: { ...two, "other.ts": "broken" } }],
  ])("every plan is made again for %s", async (_, change) => {
    expect((await refreshed({ open: { 3: ["orders"], 4: ["billing"] }, ...change })).planned).toEqual([3, 4]);
  });

  it("what changed no definition needs no plan on a branch that is broken", async () => {
    const world = { open: { 3: ["orders"] }, silent: [4], before: two, after: { ...two, "other.ts": "broken" } };
    expect((await refreshed(world)).planned).toEqual([3]);
  });

  it("what removes a connection is planned again where the file that had it was broken, and is gone", async () => {
    const before = { "orders.ts": "broken", "billing.ts": "one" };
    const world = { open: { 3: ["orders"], 4: ["billing"] }, before, after: { "billing.ts": "one" } };
    expect((await refreshed({ ...world, applied: ["orders"] })).planned).toEqual([3]);
  });

  it("what was published and cannot be read is planned again, whatever was pushed", async () => {
    const world = { open: { 3: ["orders"], 4: ["orders"] }, unreadable: [3], before: two, after: two };
    expect((await refreshed(world)).planned).toEqual([3]);
  });

  it("nothing is planned again where the push that was told of left the branch as it was", async () => {
    expect((await refreshed({ open: { 3: null }, from: "tip", before: two, after: two })).planned).toEqual([]);
  });

  it("the same push causes a plan once, and another one, or another head, one more", async () => {
    const world = { open: { 3: ["orders"], 4: ["orders"] }, before: two, after: { ...two, "orders.ts": "two" } };
    const [first, again, other, pushed] = await Promise.all(
      [{}, {}, { delivery: "e" }, { heads: "newer" }].map(async (but) => (await refreshed({ ...world, ...but })).keys),
    );
    expect(again).toEqual(first);
    expect(new Set([first, other, pushed].flat()).size).toBe(6);
  });

  it("what GitHub can no longer merge is planned again, and what it cannot tell in time", async () => {
    const open = { 3: ["orders"], 4: ["orders"], 5: ["orders"], 6: ["orders"] };
    const mergeable = { 3: [true], 4: [false], 5: [null, null, null], 6: [null, true] };
    const { planned, asked } = await refreshed({ open, mergeable, before: two, after: two });
    expect(planned).toEqual([4, 5]);
    expect(asked.toSorted((a, b) => a - b)).toEqual([3, 4, 5, 5, 5, 6, 6]);
  });

  it("the oldest are planned, as many as the budget has, and the others are told that they are outdated", async () => {
    const numbers = Array.from({ length: MOST_PLANNED + 3 }, (_, index) => index + 1);
    const open = Object.fromEntries(numbers.map((number) => [number, ["orders"]]));
    const { planned, told } = await refreshed({ open, before: two, after: { "billing.ts": "one" } });
    expect(planned).toEqual(numbers.slice(0, MOST_PLANNED));
    expect(told).toEqual(numbers.slice(MOST_PLANNED));
  });

  it("no more than a hundred are told", async () => {
    const numbers = Array.from({ length: 130 }, (_, index) => index + 1);
    const open = Object.fromEntries(numbers.map((number) => [number, ["orders"]]));
    const { planned, told } = await refreshed({ open, before: two, after: { "billing.ts": "one" } });
    expect(planned.length + told.length).toBe(100);
  });

  it("no more than a hundred are asked whether they can be merged", async () => {
    const numbers = Array.from({ length: 110 }, (_, index) => index + 1);
    const open = Object.fromEntries(numbers.map((number) => [number, ["orders"]]));
    expect((await refreshed({ open, before: two, after: two })).asked).toHaveLength(100);
  });
});

it("a plan is about a key that it has, and in doubt about all", () => {
  const published = { repository: 1, pullRequest: 3, head: "h", base: "b", digest: "d", engine: "e", policy: [] };
  const keys = (key: string): boolean => key === "orders";
  const plan = { ...published, publishedAt: 1, changes: { orders: "digest" } };
  const all = [plan, { ...plan, changes: { billing: "digest" } }, "unreadable", undefined] as const;
  expect(all.map((each) => isAbout(each, keys))).toEqual([true, false, true, false]);
});
