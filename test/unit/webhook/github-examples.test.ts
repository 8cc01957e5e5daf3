import examples from "@octokit/webhooks-examples" with { type: "json" };
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { receiveWebhook } from "../../../workflows/receive-webhook.ts";
import { webhookReasons } from "../../../workflows/webhook/answer.ts";
import { signedRequest, webhookDeps } from "./support.ts";

// The package is typed by one that is not installed, so what is used of it is parsed.
const definitions = v.parse(
  v.array(
    v.object({
      name: v.string(),
      examples: v.array(
        v.looseObject({
          action: v.optional(v.string()),
          ref: v.optional(v.nullable(v.string())),
          deleted: v.optional(v.boolean()),
          pull_request: v.optional(v.looseObject({ merged: v.optional(v.boolean()) })),
          review: v.optional(v.looseObject({ state: v.optional(v.string()) })),
          repository: v.optional(v.looseObject({ id: v.number(), default_branch: v.optional(v.string()) })),
        }),
      ),
    }),
  ),
  examples,
);

const payloads = definitions.flatMap(({ name, examples: list }) =>
  list.map((payload, index) => ({ label: `${name} ${payload.action ?? ""} #${index}`, name, payload })),
);

const planned = ["opened", "synchronize", "reopened", "ready_for_review"];

/** What each example asks for, decided apart from the code under test. */
function expectedKinds({ name, payload }: (typeof payloads)[number]): readonly string[] {
  const { action = "" } = payload;
  if (name === "pull_request" && planned.includes(action)) return ["plan"];
  if (name === "pull_request" && action === "closed" && payload.pull_request?.merged === false) return ["plan"];
  if (name === "pull_request_review" && action === "dismissed") return ["plan"];
  if (name === "pull_request_review" && action === "submitted" && payload.review?.state !== "commented")
    return ["plan"];
  if (name === "merge_group") return ["group"];
  const onDefaultBranch = payload.ref === `refs/heads/${payload.repository?.default_branch}`;
  return name === "push" && onDefaultBranch && payload.deleted !== true ? ["apply", "refresh"] : [];
}

describe("every example payload of GitHub's, signed", () => {
  const all = new Set(payloads.flatMap(({ payload }) => payload.repository?.id ?? []));

  it.each(payloads)("$label", async (example) => {
    const deps = webhookDeps({ repositories: all });
    const answer = await receiveWebhook(await signedRequest(example.name, example.payload), deps);
    const kinds = expectedKinds(example);

    expect(deps.sent.map(({ job }) => job.kind)).toEqual(kinds);
    expect([200, 202]).toContain(answer.status);
    expect(answer.body.outcome).toBe(kinds.length === 0 ? "ignored" : "queued");
    expect(answer.body.message).toBe(webhookReasons[answer.body.reason]);
  });

  it("asks for both kinds of work somewhere, and mostly for none", () => {
    const kinds = payloads.map(expectedKinds);
    expect(kinds.filter((each) => each.includes("plan")).length).toBeGreaterThan(5);
    expect(kinds.filter((each) => each.includes("apply")).length).toBeGreaterThan(1);
    expect(kinds.filter((each) => each.length === 0).length).toBeGreaterThan(200);
  });

  it("causes nothing while no repository is allowed", async () => {
    const deps = webhookDeps({ repositories: new Set() });
    const answers = await Promise.all(
      payloads.map(async ({ name, payload }) => receiveWebhook(await signedRequest(name, payload), deps)),
    );
    expect(answers.every(({ body }) => body.outcome === "ignored")).toBe(true);
    expect(deps.sent).toEqual([]);
  });
});

it("an event with another event's payload is refused or ignored, never thrown over", async () => {
  const deps = webhookDeps();
  for (const event of ["push", "pull_request", "pull_request_review", "workflow_dispatch", "check_run"]) {
    for (const { payload } of payloads.filter((_, index) => index % 10 === 0)) {
      const answer = await receiveWebhook(await signedRequest(event, payload), deps);
      expect([202, 400]).toContain(answer.status);
    }
  }
  expect(deps.sent).toEqual([]);
});
