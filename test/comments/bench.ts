import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { freezePath } from "../../infra/aws/freeze.ts";
import { systemPath } from "../../infra/aws/system-credentials.ts";
import { localTarget } from "../../cli/local/stack.ts";
import type { JsonObject } from "../../workflows/engine/values/json.ts";
import { checkNames } from "../../workflows/ports/checks.ts";
import { holdMail } from "../support/held-mail.ts";
import { type Pipeline, startPipeline } from "../support/pipeline.ts";
import { createDestinations, createInConsole } from "./console.ts";
import type { Files } from "./definitions.ts";
import type { Shown, ShownCheck } from "./situations.ts";

/** The whole product, what people do around it, and what GitHub shows them. */
export interface Bench extends Pipeline {
  /** Puts a credential for each of these ids where `definitionJson` looks for it. */
  keys(...ids: readonly string[]): void;
  /** Proposes files and merges them: what is there before a situation begins. */
  manage(files: Files): Promise<void>;
  /** Pushes to the default branch without a pull request. */
  pushToMain(files: Files): Promise<string>;
  /** Opens a pull request and merges it before anybody has planned it. */
  mergeUnplanned(branch: string, files: Files): Promise<{ readonly number: number; readonly commit: string }>;
  edit(number: number, change: { readonly state?: "open" | "closed"; readonly base?: string }): Promise<void>;
  /** Closes every pull request that is open. */
  closeOpen(): Promise<void>;
  /** Somebody presses Re-run on a check. */
  press(commit: string, name: string): Promise<void>;
  /** Somebody else accepts what the apply of a commit holds. */
  accept(commit: string): Promise<void>;
  freeze(reason: string | null): void;
  /** Connections that somebody makes in the console, each with a key of their own. */
  makeInConsole(names: readonly string[], more?: JsonObject): Promise<void>;
  /** API destinations that point at a connection. */
  makeDestinations(connection: string, ...names: readonly string[]): Promise<void>;
  /** The comment on a pull request, and the check of its plan. */
  planOf(number: number): Promise<Shown>;
  /** The comment on a merged pull request, and the check of the apply on its merge commit. */
  applyOf(number: number): Promise<Shown>;
  /** The issue about drift after a round of the reconciler, and the check of that round. */
  drift(): Promise<Shown>;
  /** The newest check of a name on a commit, and no comment. */
  checkOf(commit: string, name: string): Promise<Shown>;
}

/**
 * The bench of a file of situations, which go on from one another in their order; `begin`: what is there before the
 * first. Ports, ids and times aside, a bench shows the same each time it is started.
 */
export function useBench(
  begin: (bench: Bench) => Promise<void>,
  options: Parameters<typeof startPipeline>[0] = {},
): () => Bench {
  let bench: Bench | undefined;
  beforeAll(async () => {
    bench = benchOn(await startPipeline(options));
    await begin(bench);
  }, 120_000);
  // Every push would have what is open planned again.
  afterEach(async () => await bench?.closeOpen());
  afterAll(() => bench?.close());
  return () => {
    if (bench === undefined) throw new Error("the bench has not been started");
    return bench;
  };
}

function benchOn(pipeline: Pipeline): Bench {
  const { stack, octokit, place, work } = pipeline;
  const { aws, github } = stack;
  // Fingerprints of credentials that stand in files are part of digests.
  aws.putParameter({ name: systemPath(localTarget.stage, "fingerprintKey"), value: "0".repeat(64) });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const address = { endpoint: aws.url, region: localTarget.region, credentials };
  const web = new URL(github.apiUrl).origin;
  const repositoryPage = `${web}/${place.owner}/${place.repo}`;

  async function checkOn(ref: string, check_name: string, filter: "latest" | "all" = "all"): Promise<ShownCheck> {
    const { data } = await octokit.rest.checks.listForRef({ ...place, ref, check_name, filter });
    const [run, another] = data.check_runs;
    if (run === undefined) throw new Error(`there is no check ${check_name} on ${ref}`);
    expect(another, "a second check of that name").toBeUndefined();
    const annotations = await octokit.rest.checks.listAnnotations({ ...place, check_run_id: run.id });
    const { title, summary, text } = run.output;
    const { name, status, conclusion } = run;
    return {
      name,
      status,
      conclusion,
      title,
      summary,
      text,
      annotations: annotations.data.map((each) => ({ ...each })),
    };
  }

  const commentOn = async (number: number): Promise<string | null> => {
    const comments = await pipeline.user.comments(number);
    expect(comments.length, "comments of Bridgehead").toBeLessThanOrEqual(1);
    return comments[0] ?? null;
  };

  const bench: Bench = {
    ...pipeline,
    keys(...ids) {
      for (const id of ids) aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
    },
    async manage(files) {
      const { number } = await pipeline.propose("begin", files);
      await pipeline.merge(number);
      expect(pipeline.runs.at(-1)?.outcome).toBe("applied");
    },
    async pushToMain(files) {
      await work.checkout("main", "main");
      return await pipeline.push("main", files);
    },
    async mergeUnplanned(branch, files) {
      const mail = holdMail(stack);
      const { number } = await pipeline.propose(branch, files);
      const commit = await pipeline.merge(number);
      await mail.deliver(({ event, payload }) => event === "push" && payload["after"] === commit);
      github.setWebhook({ url: stack.webhookUrl });
      await stack.idle();
      return { number, commit };
    },
    async edit(pull_number, change) {
      await octokit.rest.pulls.update({ ...place, pull_number, ...change });
      await stack.idle();
    },
    async closeOpen() {
      const { data } = await octokit.rest.pulls.list({ ...place, state: "open", per_page: 100 });
      for (const { number } of data)
        await octokit.rest.pulls.update({ ...place, pull_number: number, state: "closed" });
      await stack.idle();
    },
    async press(ref, check_name) {
      const { data } = await octokit.rest.checks.listForRef({ ...place, ref, check_name });
      const [check] = data.check_runs;
      if (check === undefined) throw new Error(`there is no check ${check_name}`);
      await octokit.rest.checks.rerequestRun({ ...place, check_run_id: check.id });
      await stack.idle();
    },
    async accept(commit) {
      const { summary } = await checkOn(commit, checkNames.apply);
      // As the command stands there, whatever it is for.
      const [command = ""] = /^gh workflow run .*accept=[0-9a-f]{64}$/m.exec(summary ?? "") ?? [];
      if (command === "") throw new Error("the check shows nothing to accept");
      await pipeline.reviewer.dispatch(
        Object.fromEntries([...command.matchAll(/-f (\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value])),
      );
      await stack.idle();
    },
    freeze(reason) {
      const name = freezePath(localTarget.stage);
      if (reason === null) aws.deleteParameter(name);
      else aws.putParameter({ name, value: reason, type: "String" });
    },
    async makeInConsole(names, more = {}) {
      await createInConsole(address, names, more);
      await vi.waitUntil(() => names.every((name) => aws.storedConnection(name)?.state === "AUTHORIZED"), 60_000);
    },
    makeDestinations: (connection, ...names) =>
      createDestinations(address, aws.storedConnection(connection)?.arn, names),
    async planOf(number) {
      const { data } = await octokit.rest.pulls.get({ ...place, pull_number: number });
      return {
        comment: await commentOn(number),
        check: await checkOn(data.head.sha, checkNames.plan),
        web: repositoryPage,
      };
    },
    async applyOf(number) {
      // Newer versions of the API do not name the commit.
      const headers = { "x-github-api-version": "2022-11-28" };
      const { data } = await octokit.rest.pulls.get({ ...place, pull_number: number, headers });
      const commit = data.merge_commit_sha ?? "";
      return { comment: await commentOn(number), check: await checkOn(commit, checkNames.apply), web: repositoryPage };
    },
    async drift() {
      await stack.reconcile();
      await stack.idle();
      const { data } = await octokit.rest.issues.listForRepo({ ...place, state: "all", creator: "bridgehead[bot]" });
      const issues = data.filter(({ pull_request }) => pull_request === undefined);
      expect(issues.length, "issues of Bridgehead").toBeLessThanOrEqual(1);
      const own = /^<!-- bridgehead:drift:v1 [\w/-]+ -->\n/;
      const texts = issues.map(
        ({ title, state, body }) => `## ${title} (${state})\n\n${(body ?? "").replace(own, "")}`,
      );
      return {
        comment: texts[0] ?? null,
        check: await checkOn("main", checkNames.drift, "latest"),
        web: repositoryPage,
      };
    },
    checkOf: async (commit, name) => ({
      comment: null,
      check: await checkOn(commit, name, "latest"),
      web: repositoryPage,
    }),
  };
  return bench;
}
