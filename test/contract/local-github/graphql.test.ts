import { describe, expect, it } from "vitest";
import { type Harness, settledPull, startHarness } from "./harness.ts";

/** GraphQL's answer as it comes, with status 200 whether it refuses or not. */
async function ask(harness: Harness, query: string, login = "bob"): Promise<{ data?: unknown; errors?: unknown[] }> {
  const { place } = harness;
  const answer = await harness.user(login).request("POST /graphql", {
    baseUrl: harness.github.apiUrl.replace(/\/v3$/, ""),
    query: `query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ${query} } }`,
    variables: place,
  });
  expect(answer.status).toBe(200);
  return answer.data as { data?: unknown; errors?: unknown[] };
}

describe("objects", () => {
  it("are found by id and by expression, with text where it is text, and cut at 512,000 bytes", async () => {
    await using harness = await startHarness();
    const commit = await harness.seed("main", {
      "connections/a.json": "{}é\r\n",
      "connections/large.json": "x".repeat(512_001),
      "connections/binary.json": Buffer.from([1, 0, 2]),
      "connections/latin.json": Buffer.from([0x22, 0xe9, 0x22]),
      "connections/link.ts": { link: "a.json" },
    });
    const blob = "__typename ... on Blob { byteSize isBinary isTruncated text }";
    const { data } = await ask(
      harness,
      `databaseId isFork defaultBranchRef { name prefix target { oid ... on Commit { tree { oid } parents(first: 1) { totalCount nodes { message } } } } }
       tree: object(expression: "main:connections") { ... on Tree { entries { name mode type size object { oid } } } }
       a: object(expression: "${commit}:connections/a.json") { ${blob} }
       large: object(expression: "main:connections/large.json") { ... on Blob { byteSize isTruncated } }
       binary: object(expression: "main:connections/binary.json") { ${blob} }
       latin: object(expression: "main:connections/latin.json") { ${blob} }
       none: object(oid: "${"1".repeat(40)}") { oid } strange: object(expression: "--all") { oid }
       commit: object(oid: "${commit}") { __typename oid }`,
    );
    expect(data).toMatchObject({
      repository: {
        databaseId: harness.github.repository.id,
        defaultBranchRef: {
          name: "main",
          prefix: "refs/heads/",
          target: { oid: commit, parents: { totalCount: 1, nodes: [{ message: "Initial commit" }] } },
        },
        a: { __typename: "Blob", byteSize: 6, isBinary: false, isTruncated: false, text: "{}é\r\n" },
        large: { byteSize: 512_001, isTruncated: true },
        binary: { byteSize: 3, isBinary: true, isTruncated: false, text: null },
        latin: { byteSize: 3, isBinary: false, isTruncated: false, text: '"é"' },
        none: null,
        strange: null,
        commit: { __typename: "Commit", oid: commit },
        tree: {
          entries: expect.arrayContaining([
            expect.objectContaining({ name: "a.json", mode: 0o100644, type: "blob", size: 6 }),
            expect.objectContaining({ name: "link.ts", mode: 0o120000, type: "blob" }),
          ]),
        },
      },
    });
  });
});

describe("a pull request", () => {
  it("has its head, its base, its test merge once it is made, and whose review is wanted", async () => {
    await using harness = await startHarness();
    const { place } = harness;
    const head = await harness.seed("topic", { "connections/a.json": "{}" });
    const bob = harness.user("bob");
    await bob.rest.pulls.create({ ...place, title: "topic", head: "topic", base: "main" });
    await bob.rest.pulls.requestReviewers({ ...place, pull_number: 1, reviewers: ["alice"], team_reviewers: ["ops"] });
    const query = `pullRequest(number: 1) {
      number state merged mergeable isCrossRepository isDraft headRefOid headRepository { databaseId } baseRef { target { oid } }
      author { __typename login ... on User { databaseId } } potentialMergeCommit { oid parents(first: 2) { nodes { oid } } }
      mergeCommit { oid } mergedBy { login } comments(last: 1) { totalCount nodes { body author { login } } }
      reviewRequests(first: 10) { nodes { requestedReviewer { ... on User { login } ... on Team { combinedSlug } } } } }`;
    expect(await ask(harness, query)).toMatchObject({
      data: { repository: { pullRequest: { mergeable: "UNKNOWN", potentialMergeCommit: null } } },
    });
    const { merge_commit_sha: test } = await settledPull(bob, place, 1);
    await bob.rest.issues.createComment({ ...place, issue_number: 1, body: "one" });
    await harness.installation().rest.issues.createComment({ ...place, issue_number: 1, body: "two" });
    const { data } = await ask(harness, query);
    const pull = {
      number: 1,
      state: "OPEN",
      mergeable: "MERGEABLE",
      isCrossRepository: false,
      headRefOid: head,
      headRepository: { databaseId: harness.github.repository.id },
      author: { __typename: "User", login: "bob" },
      potentialMergeCommit: { oid: test, parents: { nodes: [expect.anything(), { oid: head }] } },
      mergeCommit: null,
      comments: { totalCount: 2, nodes: [{ body: "two", author: { login: "bridgehead" } }] },
      reviewRequests: {
        nodes: [{ requestedReviewer: { login: "alice" } }, { requestedReviewer: { combinedSlug: "acme/ops" } }],
      },
    };
    expect(data).toMatchObject({ repository: { pullRequest: pull } });
    await bob.rest.pulls.merge({ ...place, pull_number: 1 });
    expect(await ask(harness, query)).toMatchObject({
      data: {
        repository: {
          pullRequest: { state: "MERGED", merged: true, potentialMergeCommit: null, mergedBy: { login: "bob" } },
        },
      },
    });
  });
});

describe("GitHub's limits", () => {
  it("hold: pages, nodes, what one may not see, what is no question", async () => {
    await using harness = await startHarness();
    const { place } = harness;
    const types = async (query: string, login?: string): Promise<unknown> =>
      ((await ask(harness, query, login)).errors ?? []).map((error) => (error as { type?: string }).type ?? "none");
    await harness.seed("topic", { a: "a" });
    await harness.user("bob").rest.pulls.create({ ...place, title: "topic", head: "topic", base: "main" });
    harness.github.addUser({ login: "mallory", permission: "none" });
    expect(await types("pullRequest(number: 9) { number }")).toEqual(["NOT_FOUND"]);
    expect(await types("databaseId", "mallory")).toEqual(["NOT_FOUND"]);
    expect(await types("pullRequest(number: 1) { comments { totalCount } }")).toEqual([
      "MISSING_PAGINATION_BOUNDARIES",
    ]);
    expect(await types("pullRequest(number: 1) { comments(first: 101) { totalCount } }")).toEqual([
      "EXCESSIVE_PAGINATION",
    ]);
    expect(await types("pullRequest(number: 1) { nonsense }")).toEqual(["none"]);
    expect(await types("pullRequest(number: 1")).toEqual(["none"]);
    const parents = (inside: string): string => `parents(first: 100) { nodes { ${inside} } }`;
    const deep = (levels: number): string => (levels === 0 ? "oid" : parents(deep(levels - 1)));
    const commit = (inside: string): string => `defaultBranchRef { target { ... on Commit { ${inside} } } }`;
    expect(await types(commit(deep(2)))).toEqual([]);
    expect(await types(commit(deep(3)))).toEqual(["MAX_NODE_LIMIT_EXCEEDED"]);
    expect((await fetch(harness.github.apiUrl.replace(/v3$/, "graphql"), { method: "POST" })).status).toBe(401);
    harness.github.assume({ largestAnswer: 100 });
    await expect(ask(harness, `url name nameWithOwner ${"x: url ".repeat(5)} y: url z: url`)).rejects.toMatchObject({
      status: 502,
    });
  });
});
