import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { open, openPull } from "../contract/github-support.ts";
import { startHarness } from "../contract/local-github/harness.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* What people are told is true, of what they asked for, and told once. */

const PLAN = "bridgehead / plan";
const APPLY = "bridgehead / apply";
let pipeline: Pipeline;

const fileOf = (id: string): string => `connections/${id}.json`;
const definedAs = (id: string, description?: string) => ({
  [fileOf(id)]: definitionJson(id, description === undefined ? {} : { description }),
});

/** A target with what each of these is called after, the last two of which wait for somebody or for the next run. */
beforeAll(async () => {
  pipeline = await startPipeline();
  for (const id of ["updated", "deleted", "still", "drifted", "held", "orders", "stock", "billing"]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  }
  const ids = ["updated", "deleted", "still", "drifted", "held"];
  const files = Object.assign({}, ...ids.map((id) => definedAs(id))) as Record<string, string>;
  const { number } = await pipeline.propose("first", files);
  await pipeline.merge(number);
  await pipeline.work.checkout("main", "main");
  await pipeline.push("main", { [fileOf("held")]: null });
  pipeline.stack.aws.removeConnection("drifted");
});
afterAll(() => pipeline.close());

async function titleOf(sha: string, check: string): Promise<string> {
  return (await pipeline.user.checks(sha)).find(({ name }) => name === check)?.title ?? "";
}

/** Every number that a title says. */
const numbersIn = (title: string): readonly number[] =>
  Array.from(title.matchAll(/\d+/g), ([digits]) => Number(digits));

/** The keys that a pull request's newest plan was published with. */
async function published(pullRequest: number, head: string): Promise<readonly string[]> {
  const { ledgerPath: path, github } = pipeline.stack;
  const ledger = createFileLedger({ path, scope: "local", firstType: CONNECTION_TYPE, clock: systemClock });
  const place = { repository: github.repository.id, pullRequest, head };
  const found = await ledger.publicationBefore(place, Number.MAX_SAFE_INTEGER);
  if (found === undefined || found === "unreadable") throw new Error("nothing was published");
  return Object.keys(found.changes).toSorted();
}

function writesSince(requests: number): readonly string[] {
  return pipeline.stack.aws
    .requests()
    .slice(requests)
    .filter(({ operation }) => /^(?:Create|Update|Delete)Resource$/.test(operation))
    .map(({ operation, name }) => `${operation} ${name}`)
    .toSorted();
}

describe("safe-settings#693: a difference was shown of what nobody had touched", () => {
  it("a pull request is told of what it changes, not of what was held, is gone or stays beside it", async () => {
    const { number, head } = await pipeline.propose("one", definedAs("orders"));
    expect(await published(number, head)).toEqual(["AWS::Events::Connection/orders"]);
    expect(numbersIn(await titleOf(head, PLAN))).toEqual([1]);
    expect(await pipeline.conclusion(head, PLAN)).toBe("success");
    expect(await pipeline.comment(number)).not.toContain("still");
    await pipeline.user.close(number);
    await pipeline.stack.idle();
  });
});

describe("atlantis#6489: the numbers in a summary were wrong", { timeout: 120_000 }, () => {
  it("what a plan counts is what its merge does, and what is told of that", async () => {
    const { number, head } = await pipeline.propose("counted", {
      ...definedAs("orders"),
      ...definedAs("stock"),
      ...definedAs("updated", "other"),
      [fileOf("deleted")]: null,
    });
    expect(numbersIn(await titleOf(head, PLAN))).toEqual([2, 1, 1]);
    expect(await published(number, head)).toHaveLength(4);
    // What else is different goes first, so that the merge does its own alone.
    await pipeline.user.dispatch({ operation: "apply", connection: "drifted" });
    await pipeline.stack.idle();
    const before = pipeline.stack.aws.requests().length;
    const merge = await pipeline.merge(number);
    expect(writesSince(before)).toEqual([
      "CreateResource orders",
      "CreateResource stock",
      "DeleteResource deleted",
      "UpdateResource updated",
    ]);
    // What is held beside it is not of this pull request.
    expect(numbersIn(await titleOf(merge, APPLY))).toEqual([2, 1, 1]);
    const statuses = pipeline.runs.at(-1)?.results.map(({ name, status }) => `${name} ${status}`);
    expect(statuses?.filter((each) => !each.endsWith(" applied"))).toEqual(["held held"]);
  });
});

describe("a green check stood beside a failed apply (HCP Terraform, run/ui.mdx)", { timeout: 120_000 }, () => {
  /** Every conclusion that a commit shows for the apply, and the newest status of its deployment. */
  async function shown(sha: string) {
    const { octokit, place } = pipeline;
    const request = { ...place, ref: sha, check_name: APPLY, filter: "all" as const };
    const { data } = await octokit.rest.checks.listForRef(request);
    const { data: deployments } = await octokit.rest.repos.listDeployments({ ...place, sha });
    const statuses = await Promise.all(
      deployments.map(({ id }) => octokit.rest.repos.listDeploymentStatuses({ ...place, deployment_id: id })),
    );
    return {
      checks: data.check_runs.map(({ conclusion }) => conclusion),
      deployments: statuses.map((each) => each.data[0]?.state),
    };
  }
  const again = async (): Promise<void> => {
    await pipeline.user.dispatch({ operation: "apply" });
    await pipeline.stack.idle();
  };
  const failing = { kind: "fail", code: "AccessDenied", operation: "CreateResource", every: 1 } as const;

  it("one failure of two is a failure, and so is one that comes after a success on the same commit", async () => {
    const { aws } = pipeline.stack;
    await pipeline.work.checkout("main", "main");
    await pipeline.push("main", definedAs("held"));
    const { number, head } = await pipeline.propose("fails", { ...definedAs("billing"), ...definedAs("updated") });
    expect(await pipeline.conclusion(head, PLAN)).toBe("success");
    aws.addFault({ ...failing, name: "billing" });
    const merge = await pipeline.merge(number);
    const results = pipeline.runs.at(-1)?.results.map(({ name, status }) => `${name} ${status}`);
    expect(results?.toSorted()).toEqual(["billing failed", "updated applied"]);
    expect(await shown(merge)).toEqual({ checks: ["failure"], deployments: ["failure"] });
    aws.clearFaults();
    await again();
    expect(await shown(merge)).toEqual({ checks: ["success"], deployments: ["success"] });
    aws.removeConnection("billing");
    aws.addFault({ ...failing, name: "billing" });
    await again();
    aws.clearFaults();
    expect(await shown(merge)).toEqual({ checks: ["failure"], deployments: ["failure"] });
    await again();
  });
});

describe("atlantis#1192: a new comment for every push buried what people wrote", { timeout: 120_000 }, () => {
  it("a pull request has one, from its first plan to its apply", async () => {
    const { octokit, place, user, reviewer, stack } = pipeline;
    const { number } = await pipeline.propose("talkative", definedAs("updated", "one"));
    const all = async () => (await octokit.rest.issues.listComments({ ...place, issue_number: number })).data;
    const [first] = await all();
    for (const description of ["two", "three"]) await pipeline.push("talkative", definedAs("updated", description));
    await reviewer.approve(number);
    await stack.idle();
    const { data } = await octokit.rest.pulls.get({ ...place, pull_number: number });
    await user.rerequest(data.head.sha, PLAN);
    await stack.idle();
    await pipeline.merge(number);
    const comments = await all();
    expect(comments.map(({ id }) => id)).toEqual([first?.id]);
    expect(comments[0]?.body).not.toBe(first?.body);
  });
});

describe("an older comment was taken for one's own by its text, on the first page alone (pulumi/actions pr.ts; cdk-diff-action comment.ts)", () => {
  const marker = "<!-- bridgehead:plan:v1 -->";
  const other = "<!-- bridgehead:other:v1 -->";

  it("here it is found by who wrote it, by its kind, and on whatever page it stands", async () => {
    await using harness = await startHarness();
    await openPull(harness);
    const on = { ...harness.place, issue_number: 1 };
    const eve = harness.user("eve").rest.issues;
    const write = async (body: string) => (await eve.createComment({ ...on, body })).data.id;
    const forged = await write(`${marker}\nEverything is fine, merge`);
    for (let index = 0; index < 100; index += 1) await write(`word ${index}`);
    const { data: kept } = await harness.installation().rest.issues.createComment({ ...on, body: `${other}\nkept` });
    const { review } = await open(harness);
    const put = (body: string) => review.putComment(1, marker, body, "create-or-edit");
    const url = await put("the plan");
    expect(await put("the plan, again")).toBe(url);
    const bodies = await harness
      .user("bob")
      .paginate(harness.user("bob").rest.issues.listComments, { ...on, per_page: 100 });
    const bodyOf = (id: number) => bodies.find((comment) => comment.id === id)?.body;
    expect(bodyOf(forged)).toBe(`${marker}\nEverything is fine, merge`);
    expect(bodyOf(kept.id)).toBe(`${other}\nkept`);
    expect(bodies.slice(102).map(({ body, html_url }) => [html_url, body])).toEqual([
      [url, `${marker}\nthe plan, again`],
    ]);
  });
});
