import { expect, it } from "vitest";
import { byRoute, depthOf, type GithubRequests } from "../support/github-requests.ts";
import { type CountedWorkers, definitionsJson, startCountedWorkers } from "../support/counted-workers.ts";

// Each answer comes late enough for two requests that are made at once to be seen as that, and no assertion is of a time.
const LATENCY = 400;

const comment = /^(?:POST|PATCH) repo\/issues\/(?:N\/comments|comments\/N)$/;

const definition = (id: string, description?: string) => ({
  [`connections/${id}.json`]: definitionsJson([id], description),
});

/** What a job asks: each route with its count, and how many requests one after the other lead to its last comment. */
async function asked(requests: GithubRequests, latency: number, work: () => Promise<void>) {
  requests.begin(latency);
  await work();
  const all = requests.all();
  return { depth: depthOf(all.toReversed(), comment), count: all.length, routes: Object.fromEntries(byRoute(all)) };
}

/** Pull requests that are planned and merged. */
async function bring(workers: CountedWorkers, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const number = await workers.propose(id, definition(id));
    await workers.plan(number);
    await workers.merge(number);
  }
}

it("a plan of a worker that has planned before makes five rounds up to the comment, and nine requests", async () => {
  await using workers = await startCountedWorkers(definition("known"));
  await workers.plan(await workers.propose("first", definition("first")));
  const number = await workers.propose("orders", definition("orders"));
  // Where GitHub has not, each time that it is asked again is one request and one round more: usually one.
  await workers.tried(number);
  const plan = () => asked(workers.plans, LATENCY, () => workers.plan(number));
  expect(await plan()).toEqual({
    depth: 5,
    count: 9,
    routes: {
      // As it is found, and before the plan is published.
      "POST graphql pull": 2,
      // What it brings: a folder, and the file in it.
      "GET repo/git/trees/N": 1,
      "POST graphql read": 1,
      "POST repo/check-runs": 1,
      "PATCH repo/check-runs/N": 1,
      "POST repo/issues/N/comments": 1,
      // Whether somebody else began a comment at the same time.
      "GET repo/issues/N/comments": 1,
      // Whether the base moved before the plan was published.
      "GET repo/git/ref/heads%2Fmain": 1,
    },
  });
  // A newer commit: until the new plan is there, the comment says that the old one is outdated.
  await workers.push(number, definition("orders", "second"));
  await workers.tried(number);
  const { count, routes } = await plan();
  expect({ count, edits: routes["PATCH repo/issues/comments/N"] }).toEqual({ count: 9, edits: 2 });
});

it("an apply of one merged pull request makes eighteen requests; of several three for each, and sixteen more", async () => {
  await using workers = await startCountedWorkers({});
  const apply = () => asked(workers.applies, 0, () => workers.apply());
  await bring(workers, ["known"]);
  await workers.apply();
  await bring(workers, ["one"]);
  const ofEach = {
    // Which repository it is, where its branch is, what led there.
    "GET repo": 1,
    "GET repo/git/ref/heads%2Fmain": 1,
    "GET repo/commits": 1,
    "GET repo/git/trees/N": 1,
    // The check and the deployment of the tip: begun, ended; and the deployment before it, which it replaces.
    "PATCH repo/check-runs/N": 1,
    "GET repo/deployments": 1,
    "POST repo/deployments": 1,
    "POST repo/deployments/N/statuses": 3,
    // Whose plans are outdated by it.
    "GET repo/pulls": 1,
  };
  expect(await apply()).toMatchObject({
    count: 18,
    routes: {
      ...ofEach,
      // Who brought it.
      "GET repo/commits/N/pulls": 1,
      // What was written of it, and what is declared at the tip.
      "POST graphql read": 3,
      "POST repo/check-runs": 1,
      "PATCH repo/issues/comments/N": 2,
    },
  });
  // Who brought them is another question by GraphQL, and so is what stood between them; each has its own check and comment.
  await bring(workers, ["two", "three"]);
  const ofTwo = { "POST graphql read": 5, "POST repo/check-runs": 2, "PATCH repo/issues/comments/N": 4 };
  expect(await apply()).toEqual({ depth: expect.any(Number), count: 19 + 3, routes: { ...ofEach, ...ofTwo } });
  await bring(workers, ["four", "five", "six", "seven", "eight"]);
  const ofFive = { "POST graphql read": 5, "POST repo/check-runs": 5, "PATCH repo/issues/comments/N": 10 };
  expect(await apply()).toEqual({ depth: expect.any(Number), count: 19 + 4 * 3, routes: { ...ofEach, ...ofFive } });
  expect(workers.runs.map(({ outcome }) => outcome)).toEqual(["applied", "applied", "applied", "applied"]);
}, 60_000);

it("where GraphQL tells an apply nothing, all of it is asked one by one, and told the same", async () => {
  await using workers = await startCountedWorkers({});
  await bring(workers, ["one", "two"]);
  const refused = { data: null, errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }] };
  workers.harness.github.injectFault({ path: /\/graphql$/, status: 200, body: refused, times: 100 });
  const { routes } = await asked(workers.applies, 0, () => workers.apply());
  expect(routes).toMatchObject({
    // It is asked once, and then not again.
    "POST graphql read": 1,
    // The history begins with a commit that nobody proposed.
    "GET repo/commits/N/pulls": 3,
    "GET repo/commits/N/check-runs": 2,
    "GET repo/issues/N/comments": 2,
    "POST repo/check-runs": 2,
    "PATCH repo/issues/comments/N": 4,
  });
  expect(workers.runs.map(({ outcome }) => outcome)).toEqual(["applied"]);
}, 60_000);
