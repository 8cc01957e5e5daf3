import { tmpdir } from "node:os";
import { Octokit } from "@octokit/rest";
import { expect, it } from "vitest";
import { bridgehead } from "../support/bridgehead.ts";
import { startDev } from "../support/start-dev.ts";

it("serves with the faults that it is given", async () => {
  await using dev = await startDev("--fault", "latency=5ms", "--fault", "fail=Throttling,name=orders,times=2");
  const answer = (await (await fetch(`${dev.aws}/_bridgehead/faults`)).json()) as { readonly inForce: unknown };
  expect(answer.inForce).toEqual([
    { kind: "latency", milliseconds: 5, every: 1 },
    { kind: "fail", code: "Throttling", name: "orders", times: 2 },
  ]);
});

it("names a merge's pull request as late as it is told to", async () => {
  for (const [fault, named] of [
    ["late-index=1000", 0],
    ["late-index=0", 1],
  ] as const) {
    await using dev = await startDev("--fault", fault);
    const { git, pulls, repos } = new Octokit({ baseUrl: dev.github, auth: "user:reviewer" }).rest;
    const place = { owner: "acme", repo: "connections" };
    const { data: main } = await git.getRef({ ...place, ref: "heads/main" });
    await git.createRef({ ...place, ref: "refs/heads/topic", sha: main.object.sha });
    const file = { ...place, branch: "topic", path: "notes.md", message: "notes", content: "eA==" };
    await repos.createOrUpdateFileContents(file);
    await pulls.create({ ...place, head: "topic", base: "main", title: "notes" });
    const { data: merge } = await pulls.merge({ ...place, pull_number: 1 });
    const { data } = await repos.listPullRequestsAssociatedWithCommit({ ...place, commit_sha: merge.sha });
    expect(data).toHaveLength(named);
  }
});

it("lists the faults, and knows a misspelt one", async () => {
  const cwd = tmpdir();
  const [help, wrong, late] = await Promise.all([
    bridgehead(["dev", "--fault", "help"], { cwd }),
    bridgehead(["dev", "--port", "0", "--fault", "throttel"], { cwd }),
    bridgehead(["dev", "--port", "0", "--fault", "late-index"], { cwd }),
  ]);
  expect(help).toMatchObject({ status: 0, stdout: expect.stringContaining("  throttle ") as string });
  expect(help.stdout).toContain("  late-index=N ");
  expect(late).toMatchObject({ status: 1, stderr: expect.stringContaining("takes a number") as string });
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining('did you mean "throttle"?') as string });
});
