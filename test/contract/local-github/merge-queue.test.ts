import { describe, expect, it } from "vitest";
import { type Harness, refusal, startHarness } from "./harness.ts";

const CHECK = "ci";
const queueBranch = "heads/gh-readonly-queue/main/";

interface Queue {
  readonly harness: Harness;
  /** Opens a pull request that adds a file, whose check passes; returns its number. */
  propose(branch: string, files?: Readonly<Record<string, string>>): Promise<number>;
  enqueue(number: number, jump?: boolean): Promise<unknown>;
  conclude(sha: string, conclusion: "success" | "failure"): Promise<void>;
  /** Commits of the queue's branches, by the numbers of their pull requests. */
  groups(): Promise<Readonly<Record<string, string>>>;
  refs(): Promise<readonly string[]>;
  main(): Promise<string>;
  parents(sha: string): Promise<readonly string[]>;
  pull(number: number): Promise<{ merged: boolean; merge_commit_sha: string | null; merged_by: string | undefined }>;
  /** "merge_group checks_requested 3", with the pull request's number. */
  told(): Promise<readonly string[]>;
  advance(): Promise<unknown>;
}

async function startQueue(
  settings: Readonly<Record<string, unknown>> = {},
  options: Parameters<typeof startHarness>[0] = {},
): Promise<Queue & AsyncDisposable> {
  const harness = await startHarness(options);
  const alice = harness.user("alice");
  const { place, github } = harness;
  const own = (path: string): string =>
    new URL(`/_bridgehead/repos/${place.owner}/${place.repo}${path}`, github.apiUrl).href;
  const required = { required_checks: [CHECK] };
  await alice.request(`PUT ${own("/merge-queue")}`, { ...required, ...settings });
  const refs = async (): Promise<readonly { ref: string; object: { sha: string } }[]> =>
    (await alice.rest.git.listMatchingRefs({ ...place, ref: queueBranch })).data;
  const conclude: Queue["conclude"] = async (head_sha, conclusion) => {
    await harness
      .installation()
      .rest.checks.create({ ...place, name: CHECK, head_sha, conclusion, status: "completed" });
  };
  return {
    harness,
    conclude,
    async propose(branch, files = { [`${branch}.txt`]: "1\n" }) {
      const head = await harness.seed(branch, files);
      const { data } = await alice.rest.pulls.create({ ...place, title: branch, head: branch, base: "main" });
      await conclude(head, "success");
      return data.number;
    },
    enqueue: (number, jump = false) => alice.request(`POST ${own(`/pulls/${number}/queue`)}`, { jump }),
    groups: async () =>
      Object.fromEntries((await refs()).map(({ ref, object }) => [/\/pr-(\d+)-/.exec(ref)?.[1] ?? "", object.sha])),
    refs: async () => (await refs()).map(({ ref }) => ref),
    main: async () => (await alice.rest.git.getRef({ ...place, ref: "heads/main" })).data.object.sha,
    parents: async (commit_sha) =>
      (await alice.rest.git.getCommit({ ...place, commit_sha })).data.parents.map(({ sha }) => sha),
    async pull(pull_number) {
      const { data } = await alice.rest.pulls.get({ ...place, pull_number });
      return { merged: data.merged, merge_commit_sha: data.merge_commit_sha, merged_by: data.merged_by?.login };
    },
    async told() {
      await github.idle();
      return harness.received
        .filter(({ event }) => event === "merge_group")
        .map(({ payload }) => {
          const group = payload["merge_group"] as { readonly head_ref: string };
          const number = /\/pr-(\d+)-/.exec(group.head_ref)?.[1];
          return [payload["action"], payload["reason"], number].filter(Boolean).join(" ");
        });
    },
    advance: () => alice.request(`POST ${own("/merge-queue/advance")}`),
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  };
}

describe("a merge queue", () => {
  it("takes a pull request whose required checks have passed, and no other", async () => {
    await using queue = await startQueue();
    const head = await queue.harness.seed("topic", { "a.txt": "1\n" });
    const { data } = await queue.harness
      .user("alice")
      .rest.pulls.create({ ...queue.harness.place, title: "topic", head: "topic", base: "main" });
    expect(await refusal(queue.enqueue(data.number))).toMatchObject({ status: 422 });
    await queue.conclude(head, "failure");
    expect(await refusal(queue.enqueue(data.number))).toMatchObject({ status: 422 });
    await queue.conclude(head, "success");
    await queue.enqueue(data.number);
    expect(await refusal(queue.enqueue(data.number))).toMatchObject({ status: 422 });
  });

  it("builds each group on the one before it, under the number of its pull request and the commit below", async () => {
    await using queue = await startQueue();
    const main = await queue.main();
    const [first, second] = [await queue.propose("one"), await queue.propose("two")];
    await queue.enqueue(first);
    await queue.enqueue(second);
    const groups = await queue.groups();
    expect(await queue.refs()).toEqual([
      `refs/${queueBranch}pr-${first}-${main}`,
      `refs/${queueBranch}pr-${second}-${groups[first]}`,
    ]);
    expect((await queue.parents(groups[first] ?? ""))[0]).toBe(main);
    expect((await queue.parents(groups[second] ?? ""))[0]).toBe(groups[first]);
    expect(await queue.told()).toEqual([`checks_requested ${first}`, `checks_requested ${second}`]);
    const sent = queue.harness.received.find(({ event }) => event === "merge_group");
    expect(sent?.payload["merge_group"]).toMatchObject({
      head_sha: groups[first],
      base_sha: main,
      base_ref: "refs/heads/main",
      head_commit: { id: groups[first] },
    });
  });

  it.each([
    ["MERGE", 2],
    ["SQUASH", 1],
    ["REBASE", 1],
  ] as const)("merges by %s what has passed: the branch comes to the group's own commit", async (method, parents) => {
    await using queue = await startQueue({ merge_method: method });
    const number = await queue.propose("one");
    await queue.enqueue(number);
    const group = (await queue.groups())[number] ?? "";
    await queue.conclude(group, "success");
    expect(await queue.main()).toBe(group);
    expect(await queue.parents(group)).toHaveLength(parents);
    expect(await queue.pull(number)).toEqual({
      merged: true,
      merge_commit_sha: group,
      merged_by: "github-merge-queue[bot]",
    });
    expect(await queue.refs()).toEqual([]);
    expect(await queue.told()).toEqual([`checks_requested ${number}`, `destroyed merged ${number}`]);
    const pushes = queue.harness.received.filter(
      ({ event, payload }) => event === "push" && payload["ref"] === "refs/heads/main",
    );
    expect(pushes.map(({ payload }) => payload["sender"])).toMatchObject([{ type: "Bot" }]);
  });

  it("merges several by one push, where it waits for as many", async () => {
    await using queue = await startQueue({ min_entries_to_merge: 2 });
    const [first, second] = [await queue.propose("one"), await queue.propose("two")];
    await queue.enqueue(first);
    await queue.enqueue(second);
    const groups = await queue.groups();
    await queue.conclude(groups[first] ?? "", "success");
    expect((await queue.pull(first)).merged).toBe(false);
    await queue.conclude(groups[second] ?? "", "success");
    expect(await queue.main()).toBe(groups[second]);
    expect((await queue.pull(first)).merge_commit_sha).toBe(groups[first]);
    expect((await queue.pull(second)).merge_commit_sha).toBe(groups[second]);
    const pushes = queue.harness.received.filter(
      ({ event, payload }) => event === "push" && payload["ref"] === "refs/heads/main",
    );
    expect(pushes).toHaveLength(1);
  });

  it("drops one from the middle, and makes the groups behind it again", async () => {
    await using queue = await startQueue({ min_entries_to_merge: 2 });
    const numbers = [await queue.propose("one"), await queue.propose("two"), await queue.propose("three")] as const;
    for (const number of numbers) await queue.enqueue(number);
    const [first, second, third] = numbers;
    const before = await queue.groups();
    await queue.conclude(before[second] ?? "", "failure");
    const after = await queue.groups();
    expect(Object.keys(after).map(Number)).toEqual([first, third]);
    expect(after[first]).toBe(before[first]);
    expect((await queue.parents(after[third] ?? ""))[0]).toBe(before[first]);
    expect((await queue.told()).slice(3)).toEqual([
      `destroyed dequeued ${second}`,
      `destroyed invalidated ${third}`,
      `checks_requested ${third}`,
    ]);
    await queue.conclude(after[first] ?? "", "success");
    await queue.conclude(after[third] ?? "", "success");
    expect((await queue.pull(second)).merged).toBe(false);
    expect(await queue.main()).toBe(after[third]);
  });

  it("merges what failed before one that passes, where only the last of a group counts", async () => {
    await using queue = await startQueue({ grouping_strategy: "HEADGREEN", min_entries_to_merge: 2 });
    const [first, second] = [await queue.propose("one"), await queue.propose("two")];
    await queue.enqueue(first);
    await queue.enqueue(second);
    const groups = await queue.groups();
    await queue.conclude(groups[first] ?? "", "failure");
    await queue.conclude(groups[second] ?? "", "success");
    expect(await queue.main()).toBe(groups[second]);
  });

  it("takes out what conflicts, what somebody pushes to, and what is closed", async () => {
    await using queue = await startQueue({ min_entries_to_merge: 5 });
    const first = await queue.propose("one", { "same.txt": "1\n" });
    const second = await queue.propose("two", { "same.txt": "2\n" });
    await queue.enqueue(first);
    await queue.enqueue(second);
    expect(Object.keys(await queue.groups())).toEqual([String(first)]);
    const clone = await queue.harness.clone();
    await clone.git("switch", "--quiet", "one");
    await clone.commit("more", { "more.txt": "1\n" });
    await clone.git("push", "--quiet", "origin", "one");
    expect(await queue.groups()).toEqual({});
    const third = await queue.propose("three");
    await queue.enqueue(third);
    await queue.harness
      .user("alice")
      .rest.pulls.update({ ...queue.harness.place, pull_number: third, state: "closed" });
    expect(await queue.groups()).toEqual({});
  });

  it("makes every group anew when somebody pushes to the branch, and lets one jump", async () => {
    await using queue = await startQueue();
    const [first, second] = [await queue.propose("one"), await queue.propose("two")];
    await queue.enqueue(first);
    await queue.enqueue(second, true);
    const before = await queue.groups();
    expect((await queue.parents(before[first] ?? ""))[0]).toBe(before[second]);
    const clone = await queue.harness.clone();
    const tip = await clone.commit("pushed", { "pushed.txt": "1\n" });
    await clone.git("push", "--quiet", "origin", "HEAD:main");
    const after = await queue.groups();
    expect((await queue.parents(after[second] ?? ""))[0]).toBe(tip);
    expect((await queue.parents(after[first] ?? ""))[0]).toBe(after[second]);
  });

  it("drops what got no answer in time", async () => {
    let now = Date.now();
    await using queue = await startQueue({}, { now: () => now });
    const number = await queue.propose("one");
    await queue.enqueue(number);
    now += 59 * 60_000;
    await queue.advance();
    expect(Object.keys(await queue.groups())).toEqual([String(number)]);
    now += 60_000;
    await queue.advance();
    expect(await queue.groups()).toEqual({});
    expect((await queue.told()).at(-1)).toBe(`destroyed dequeued ${number}`);
  });

  it("is told by GraphQL, with the commits of its groups, and by nothing where there is none", async () => {
    await using queue = await startQueue();
    const number = await queue.propose("one");
    await queue.enqueue(number);
    const question = `query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) {
      mergeQueue(branch: "main") { entries(first: 10) { nodes { position state headCommit { oid } pullRequest { number } } } }
    } }`;
    const ask = async (): Promise<unknown> =>
      (
        await queue.harness
          .installation()
          .graphql<{ repository: { mergeQueue: unknown } }>(question, queue.harness.place)
      ).repository.mergeQueue;
    const entry = { position: 1, state: "AWAITING_CHECKS", pullRequest: { number } };
    expect(await ask()).toEqual({
      entries: { nodes: [{ ...entry, headCommit: { oid: (await queue.groups())[number] } }] },
    });
    queue.harness.github.assume({ tellsQueues: false });
    expect(await ask()).toBeNull();
  });
});
