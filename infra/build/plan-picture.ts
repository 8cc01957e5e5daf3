import { createHash } from "node:crypto";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { preflightOf } from "../../workflows/pull-request/context.ts";
import { renderPlanComment } from "../../workflows/render/plan-comment.ts";
import { examplePlan } from "./example-plan.ts";

/** The comment that the picture shows, as the bot posts it. */
export async function exampleComment(): Promise<string> {
  const plan = await examplePlan();
  return renderPlanComment(plan, {
    repository: { owner: "acme", name: "eventing" },
    pullRequest: 42,
    head: "9f3c2d1a7b60e1f2c3d4a5b6c7d8e9f0a1b2c3d4",
    base: "71aa0e4c5d6e7f8091a2b3c4d5e6f708192a3b4c",
    baseBranch: "main",
    folder: "connections",
    preflight: preflightOf(plan, builtinKinds),
  });
}

/** What the picture says of itself: of which Markdown it is. */
export function markdownDigest(markdown: string): string {
  return createHash("sha256").update(markdown).digest("hex");
}
