import { expect, it } from "vitest";
import { createGithubApp } from "../../infra/github/github-app.ts";
import { appCredentials } from "./github-support.ts";
import { startHarness } from "./local-github/harness.ts";
import { writerBounds } from "../../workflows/ports/source-bounds.ts";

it("every request names the version of the API that it was written for", async () => {
  await using harness = await startHarness();
  const { github, place } = harness;
  const sent: { readonly request: string; readonly version: string | null }[] = [];
  const app = createGithubApp({
    credentials: appCredentials,
    baseUrl: github.apiUrl,
    fetch: (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const version = new Headers(init?.headers).get("x-github-api-version");
      sent.push({ request: `${init?.method ?? "GET"} ${pathname}`, version });
      return fetch(input, init);
    },
  });
  const workflow = ".github/workflows/rerun.yml";
  await harness.seed("main", { [workflow]: "on: workflow_dispatch\n", "connections/a.json": "{}" });
  await harness.seed("topic", { "connections/b.json": "{}" });
  const { rest } = harness.user("bob");
  await rest.pulls.create({ ...place, title: "topic", head: "topic", base: "main" });
  await rest.actions.createWorkflowDispatch({ ...place, workflow_id: "rerun.yml", ref: "main" });
  await github.idle();

  await app.installedRepositories(new Set([github.repository.id]));
  const [delivery] = await app.deliveries.since(0);
  await app.deliveries.redeliver(delivery?.id ?? "");
  const { source, review, checks, trigger } = await app.repository(github.repository, null);
  const tip = String(await source.tip(await source.defaultBranch()));
  const candidate = await source.mergeCandidate(1, AbortSignal.timeout(5000));
  expect(candidate.kind).toBe("merge");
  await source.contains(tip, tip);
  await source.mergeBase(tip, tip);
  await source.line(tip, 1);
  await source.line(tip, 10);
  await source.id(tip, "connections");
  await source.files(tip, "connections", writerBounds);
  await source.file(tip, "connections/a.json");
  await review.openPullRequests("main");
  await review.approvals(1);
  await review.putComment(1, "<!-- x -->", "text", "create-or-edit");
  await review.putComment(1, "<!-- x -->", "text again", "create-or-edit");
  const { data: merged } = await rest.pulls.merge({ ...place, pull_number: 1 });
  expect((await review.pullRequest(1)).mergeCommit).toBe(merged.sha);
  expect(await review.pullRequestsOf(merged.sha)).toMatchObject([{ mergeCommit: merged.sha }]);
  expect(await review.mergedBetween("main", tip, merged.sha)).toHaveLength(1);
  await review.accountsOf(merged.sha);
  const report = { name: "x", commit: tip, title: "x", summary: "x", annotations: [], externalId: null };
  await checks.putCheck({ ...report, conclusion: null });
  await checks.putCheck({ ...report, conclusion: "success" });
  await checks.checksOn(tip);
  await trigger.mayWrite({ id: 1, login: "bob" });
  expect(
    await trigger.dispatchedRuns({ workflow, branch: "main", sender: harness.github.accountId("bob"), since: 0 }),
  ).toHaveLength(1);

  expect(new Set(sent.map(({ version }) => version))).toEqual(new Set(["2022-11-28"]));
  // The App's own requests, its token's and the repository's, reading and writing.
  const requests = sent.map(({ request }) => request.replace(/^(\w+) .*\/api\/v3/, "$1 "));
  expect(requests).toContainEqual(expect.stringMatching(/^GET .*\/app\/hook\/deliveries$/));
  expect(requests).toContainEqual(expect.stringMatching(/^POST .*\/access_tokens$/));
  expect(requests).toContainEqual(expect.stringMatching(/^POST .*\/check-runs$/));
  expect(requests).toContainEqual(expect.stringMatching(/^PATCH .*\/issues\/comments\/\d+$/));
  expect(requests.length).toBeGreaterThan(30);
});
