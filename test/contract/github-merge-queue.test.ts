import { describe, expect, it } from "vitest";
import type { Forge } from "../../workflows/ports/forge.ts";
import { open } from "./github-support.ts";
import { type Harness, startHarness } from "./local-github/harness.ts";

const prefix = "gh-readonly-queue/main";

/** Opens a pull request and puts it into a queue that waits for its check. */
async function queued(harness: Harness): Promise<{ readonly forge: Forge; readonly number: number; group: string }> {
  const alice = harness.user("alice");
  const { place, github } = harness;
  const at = (path: string): string =>
    new URL(`/_bridgehead/repos/${place.owner}/${place.repo}${path}`, github.apiUrl).href;
  await alice.request(`PUT ${at("/merge-queue")}`, { required_checks: ["ci"] });
  const head_sha = await harness.seed("topic", { "a.txt": "1\n" });
  const passed = { name: "ci", conclusion: "success", status: "completed" } as const;
  const { data } = await alice.rest.pulls.create({ ...place, title: "topic", head: "topic", base: "main" });
  await harness.installation().rest.checks.create({ ...place, head_sha, ...passed });
  await alice.request(`POST ${at(`/pulls/${data.number}/queue`)}`);
  const { data: refs } = await alice.rest.git.listMatchingRefs({ ...place, ref: `heads/${prefix}` });
  return { forge: await open(harness), number: data.number, group: refs[0]?.object.sha ?? "" };
}

describe("a merge queue", () => {
  it("is none where the repository has none", async () => {
    await using harness = await startHarness();
    expect(await (await open(harness)).review.queued("main")).toEqual([]);
  });

  it("tells whose a group's commit is, whether GraphQL names it, names another one, or tells nothing", async () => {
    await using harness = await startHarness();
    const { forge, number, group } = await queued(harness);
    expect(await forge.review.queued("main")).toEqual([{ pullRequest: number, commit: group }]);
    expect(await forge.review.queued("release")).toEqual([]);
    harness.github.assume({ queueHeads: "pull" });
    expect(await forge.review.queued("main")).toContainEqual({ pullRequest: number, commit: group });
    harness.github.assume({ tellsQueues: false });
    expect(await forge.review.queued("main")).toEqual([{ pullRequest: number, commit: group }]);
    harness.github.injectFault({ path: /graphql$/, status: 403, times: 9 });
    expect(await (await open(harness)).review.queued("main")).toEqual([{ pullRequest: number, commit: group }]);
  });

  it("has nothing by the name of a branch alone, where GraphQL tells what is queued", async () => {
    await using harness = await startHarness();
    const { forge, number, group } = await queued(harness);
    const bob = harness.user("bob");
    for (const name of [`pr-9-${group}`, `pr-${number}-x`, "other"])
      await bob.rest.git.createRef({ ...harness.place, ref: `refs/heads/${prefix}/${name}`, sha: group });
    expect(await forge.review.queued("main")).toEqual([{ pullRequest: number, commit: group }]);
  });

  it.each([
    ["queue", null],
    ["enqueuer", "alice"],
  ] as const)("that merges as the %s: nobody is known by a bot", async (queuesMergeAs, login) => {
    await using harness = await startHarness();
    harness.github.assume({ queuesMergeAs });
    const { forge, number, group } = await queued(harness);
    const passed = { name: "ci", conclusion: "success", status: "completed" } as const;
    await harness.installation().rest.checks.create({ ...harness.place, head_sha: group, ...passed });
    const mergedBy = login === null ? null : harness.github.accountId(login);
    const merged = { merged: true, mergeCommit: group, mergedBy };
    expect(await forge.review.pullRequest(number)).toMatchObject(merged);
    expect((await forge.review.look(number)).pull).toMatchObject(merged);
    expect(await forge.review.queued("main")).toEqual([]);
  });
});
