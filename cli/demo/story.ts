import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { standingOf } from "../../workflows/engine/kinds/resource-kind.ts";
import { EventBridgeClient, DescribeConnectionCommand } from "@aws-sdk/client-eventbridge";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { adoptAndReplace, holdAndAccept, removeDefinition } from "./act-change.ts";
import { changeByHand, rerunIt, rotateParameter } from "./act-operate.ts";
import { localReviewer } from "../local/stack.ts";
import { mergeIt, openPullRequest, putParameters, reviseIt } from "./act-review.ts";
import { createGithubUser, type ShownCheck } from "../local/github-user.ts";
import { localClient } from "../local/client.ts";
import type { Scene, Stage } from "./scene.ts";
import { cloneWorkspace } from "../local/workspace.ts";

/** What `demo --json` prints. */
export interface DemoResult {
  readonly pullRequest: { readonly number: number; readonly url: string };
  /** The plan comment as it was right before the merge. */
  readonly comment: string;
  readonly checks: readonly ShownCheck[];
  readonly results: RunResult["results"];
  readonly live: readonly { readonly name: string; readonly state: string; readonly arn: string }[];
  readonly rerun: Pick<RunResult, "outcome" | "reason">;
}

/** Tells the whole story: from the first pull request to what is live at the end. */
export async function tellStory(stage: Stage): Promise<DemoResult> {
  const work = await cloneWorkspace(stage.stack.github.cloneUrl);
  try {
    const { stack } = stage;
    return await act({
      ...stage,
      user: createGithubUser(stack),
      reviewer: createGithubUser(stack, localReviewer),
      work,
    });
  } finally {
    await work.close();
  }
}

async function act(scene: Scene): Promise<DemoResult> {
  putParameters(scene);
  const pullRequest = await openPullRequest(scene);
  const good = await reviseIt(scene, pullRequest.number);
  const { comment, merge, results } = await mergeIt(scene, pullRequest.number);
  const rerun = await rerunIt(scene, merge);
  // What GitHub showed of the pull request, before the later acts add theirs.
  const checks = [...(await scene.user.checks(good)), ...(await scene.user.checks(merge))].map(
    ({ name, sha, conclusion }) => ({ name, sha, conclusion }),
  );
  await rotateParameter(scene, merge);
  await changeByHand(scene, merge);
  await adoptAndReplace(scene);
  await removeDefinition(scene);
  await holdAndAccept(scene);
  const live = await showLive(scene);
  return { pullRequest, comment, checks, results, live, rerun };
}

async function showLive({ stack, narrator }: Scene): Promise<DemoResult["live"]> {
  const client = localClient(EventBridgeClient, stack);
  const live = [];
  const worth = new Map<string, string>();
  for (const name of stack.aws.connectionNames()) {
    const answer = await client.send(new DescribeConnectionCommand({ Name: name }));
    const { ConnectionState = "", ConnectionArn = "" } = answer;
    live.push({ name, state: ConnectionState, arn: ConnectionArn });
    const kind = builtinKinds.of({ type: CONNECTION_TYPE });
    const desired = kind.supplement?.(answer)?.model ?? {};
    const { standing = ConnectionState } = standingOf(kind, { desired }, ConnectionState);
    worth.set(name, standing);
  }
  client.destroy();
  narrator.step("What is live");
  for (const [name, standing] of worth) narrator.say(`${name.padEnd(32)}${standing}`);
  return live;
}
