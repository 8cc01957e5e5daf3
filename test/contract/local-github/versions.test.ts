import { describe, expect, it } from "vitest";
import { type Harness, startHarness } from "./harness.ts";

/** What GitHub answers to whoever names this version of the API; undefined: none. */
async function ask(harness: Harness, path: string, version: string | undefined): Promise<unknown> {
  const headers = { authorization: "token user:bob", ...(version && { "x-github-api-version": version }) };
  const { owner, repo } = harness.place;
  return (await fetch(`${harness.github.apiUrl}/repos/${owner}/${repo}${path}`, { headers })).json();
}

async function mergedPull(harness: Harness): Promise<string> {
  await harness.seed("topic", { "a.txt": "a" });
  const { pulls } = harness.user("bob").rest;
  await pulls.create({ ...harness.place, title: "topic", head: "topic", base: "main" });
  return (await pulls.merge({ ...harness.place, pull_number: 1 })).data.sha;
}

describe("a pull request", () => {
  it("has its merge commit in the version that promises it, and in no other", async () => {
    await using harness = await startHarness();
    const sha = await mergedPull(harness);
    const places = ["/pulls/1", "/pulls?state=all", `/commits/${sha}/pulls`];
    for (const path of places) {
      for (const version of [undefined, "2026-03-10"]) {
        const [pull] = [await ask(harness, path, version)].flat();
        expect(pull).toMatchObject({ number: 1, head: { ref: "topic" } });
        expect(pull).not.toHaveProperty("merge_commit_sha");
      }
      const [pull] = [await ask(harness, path, "2022-11-28")].flat();
      expect(pull).toMatchObject({ number: 1, merge_commit_sha: sha });
    }
  });
});

describe("the pull requests of a commit", () => {
  it("are named only after as many asks as the index is late, of each commit apart", async () => {
    await using harness = await startHarness();
    const sha = await mergedPull(harness);
    const head = await harness.user("bob").rest.git.getRef({ ...harness.place, ref: "heads/topic" });
    const named = async (commit: string): Promise<number> => {
      const request = { ...harness.place, commit_sha: commit };
      return (await harness.user("bob").rest.repos.listPullRequestsAssociatedWithCommit(request)).data.length;
    };
    expect(await named(sha)).toBe(1);
    harness.github.lateIndex(2);
    expect([await named(sha), await named(sha), await named(head.data.object.sha), await named(sha)]).toEqual([
      0, 0, 0, 1,
    ]);
    harness.github.lateIndex(0);
    expect(await named(head.data.object.sha)).toBe(1);
  });
});
