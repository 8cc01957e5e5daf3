import { EventBridgeClient, DescribeConnectionCommand } from "@aws-sdk/client-eventbridge";
import { BridgeheadError } from "../../workflows/engine/bridgehead-error.ts";
import type { Definition } from "../../workflows/engine/definition.ts";
import type { RunResult } from "../../workflows/engine/result.ts";
import { localTarget, type LocalStack } from "../local-stack.ts";
import type { LocalSource } from "../source.ts";
import {
  parametersOf,
  partnerDefinition,
  partnerFile,
  partnerName,
  partnerParameter,
  repositoryFiles,
} from "./demo-files.ts";
import { createGithubUser, type GithubUser, type ShownCheck } from "./github-user.ts";
import type { Narrator } from "./narrator.ts";
import { cloneWorkspace, type Workspace } from "./workspace.ts";

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

export interface Stage {
  readonly stack: LocalStack;
  readonly source: LocalSource;
  /** The person's own definitions, as `validate` sees them. */
  readonly definitions: readonly Definition[];
  readonly narrator: Narrator;
  /** The runs of applies so far, oldest first. */
  readonly runs: readonly RunResult[];
}

interface Scene extends Stage {
  readonly user: GithubUser;
  readonly work: Workspace;
}

/** Something did not happen as the story tells it. */
export class StoryError extends BridgeheadError {
  override readonly name = "StoryError";
}

/** Tells the whole story: from the first pull request to what is live at the end. */
export async function tellStory(stage: Stage): Promise<DemoResult> {
  const work = await cloneWorkspace(stage.stack.github.cloneUrl);
  try {
    return await act({ ...stage, user: createGithubUser(stage.stack), work });
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
  await rotateParameter(scene, merge);
  await removeDefinition(scene);
  const live = await showLive(scene);
  const checks = [...(await scene.user.checks(good)), ...(await scene.user.checks(merge))].map(
    ({ name, sha, conclusion }) => ({ name, sha, conclusion }),
  );
  return { pullRequest, comment, checks, results, live, rerun };
}

function putParameters({ stack, definitions, narrator }: Scene): void {
  const parameters = [...parametersOf(definitions), { name: partnerParameter, type: "SecureString" as const }];
  for (const { name, type } of parameters) stack.aws.putParameter({ name, type, value: madeUpValue() });
  narrator.step("AWS and GitHub come up, on this machine alone");
  narrator.say(`AWS     ${stack.aws.url} (Cloud Control, Parameter Store, EventBridge)`);
  narrator.say(`GitHub  ${stack.github.apiUrl} (a real git repository: ${stack.github.cloneUrl})`);
  narrator.say(`Webhook ${stack.webhookUrl}`);
  narrator.say(`Parameter Store holds ${parameters.length} parameters with made-up values.`);
}

async function openPullRequest(scene: Scene): Promise<{ readonly number: number; readonly url: string }> {
  const { work, user, stack, source, narrator } = scene;
  narrator.step("A branch adds connection files, and a pull request is opened");
  await work.checkout("add-connections", "main");
  for (const [file, text] of repositoryFiles(source)) await work.write(file, text);
  await work.write(pathOf(scene), partnerDefinition({}));
  await work.push("add-connections", "Add connections");
  const pullRequest = await user.openPullRequest("add-connections", "Add connections");
  narrator.say(`git push; pull request #${pullRequest.number} is open.`);
  await stack.idle();
  const delivery = (await stack.github.deliveries()).find(({ event }) => event === "pull_request");
  if (delivery?.statusCode !== 202) throw new StoryError("the pull request's webhook was not accepted");
  narrator.say(`The webhook arrived, its signature held, and it was acknowledged: ${delivery.statusCode}.`);
  narrator.say("Bridgehead comments what merging would do:");
  narrator.quote(await onlyComment(scene, pullRequest.number));
  return pullRequest;
}

/** Returns the last commit of the pull request. */
async function reviseIt(scene: Scene, number: number): Promise<string> {
  const { work, narrator } = scene;
  narrator.step("A second push changes a file, and the same comment changes");
  await work.write(pathOf(scene), partnerDefinition({ description: "Sends orders and refunds to a partner" }));
  await push(scene, "Say what the partner gets");
  narrator.quote(excerpt(await onlyComment(scene, number), "refunds"));

  narrator.step("A file with an error fails the check");
  await work.write(pathOf(scene), partnerDefinition({ authorizationType: "APIKEY" }));
  const broken = await push(scene, "Mistype the authorization type");
  await expectCheck(scene, broken, "failure");
  narrator.quote(await onlyComment(scene, number));

  narrator.say("Fixed and pushed again:");
  await work.write(pathOf(scene), partnerDefinition({ description: "Sends orders and refunds to a partner" }));
  const fixed = await push(scene, "Correct the authorization type");
  await expectCheck(scene, fixed, "success");
  return fixed;
}

async function mergeIt(scene: Scene, number: number) {
  const { user, stack, narrator, runs } = scene;
  narrator.step("The pull request is merged, and exactly that plan is applied");
  const comment = await onlyComment(scene, number);
  const merge = await user.merge(number);
  await stack.idle();
  await expectCheck(scene, merge, "success");
  narrator.say("The comment now says what was done:");
  narrator.quote(await onlyComment(scene, number));
  return { comment, merge, results: runs.at(-1)?.results ?? [] };
}

async function rerunIt({ user, stack, narrator, runs }: Scene, merge: string) {
  narrator.step("Somebody runs it again by hand, with workflow_dispatch");
  await user.dispatch({ operation: "apply", reason: "to be sure" });
  await stack.idle();
  const run = runs.at(-1);
  if (run === undefined) throw new StoryError("the re-run left no result");
  narrator.say(`Re-run on ${merge.slice(0, 7)}: ${run.outcome} (${run.reason}).`);
  return { outcome: run.outcome, reason: run.reason };
}

async function rotateParameter(scene: Scene, merge: string): Promise<void> {
  const { stack, user, definitions, narrator } = scene;
  const name = parametersOf(definitions)[0]?.name ?? partnerParameter;
  const version = stack.aws.putParameter({ name, value: madeUpValue() });
  narrator.step("A parameter is rotated, and the next plan shows the version change");
  narrator.say(`${name} has version ${version} now. A plan of the default branch says:`);
  await user.dispatch({ operation: "plan", reason: "after the rotation" });
  await stack.idle();
  const check = (await user.checks(merge)).find(
    ({ name, summary }) => name.endsWith("re-run") && summary.includes("→"),
  );
  if (check === undefined) throw new StoryError("the plan does not show the rotation");
  narrator.quote(check.summary);
}

async function removeDefinition(scene: Scene): Promise<void> {
  const { work, user, stack, narrator } = scene;
  narrator.step("A pull request removes a definition, and the connection goes");
  await work.checkout("remove-partner", "main");
  await work.remove(pathOf(scene));
  await work.push("remove-partner", "The partner is gone");
  const { number } = await user.openPullRequest("remove-partner", "Remove the partner");
  await stack.idle();
  narrator.quote(await onlyComment(scene, number));
  const merge = await user.merge(number);
  await stack.idle();
  await expectCheck(scene, merge, "success");
  narrator.say("Merged:");
  narrator.quote(await onlyComment(scene, number));
  if (stack.aws.connectionNames().includes(partnerName)) throw new StoryError(`"${partnerName}" is still there`);
}

async function showLive({ stack, narrator }: Scene): Promise<DemoResult["live"]> {
  const client = new EventBridgeClient({
    endpoint: stack.aws.url,
    region: localTarget.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const live = [];
  for (const name of stack.aws.connectionNames()) {
    const { ConnectionState, ConnectionArn } = await client.send(new DescribeConnectionCommand({ Name: name }));
    live.push({ name, state: ConnectionState ?? "", arn: ConnectionArn ?? "" });
  }
  client.destroy();
  narrator.step("What is live");
  for (const { name, state } of live) narrator.say(`${name.padEnd(32)}${state}`);
  return live;
}

function pathOf({ source }: Scene): string {
  return `${source.config.definitions}/${partnerFile}`;
}

async function push({ work, stack }: Scene, message: string): Promise<string> {
  const commit = await work.push("add-connections", message);
  await stack.idle();
  return commit;
}

async function onlyComment({ user }: Scene, number: number): Promise<string> {
  const comments = await user.comments(number);
  const [comment] = comments;
  if (comment === undefined || comments.length > 1) {
    throw new StoryError(`pull request #${number} has ${comments.length} comments instead of one`);
  }
  return comment;
}

async function expectCheck({ user, narrator }: Scene, sha: string, conclusion: string): Promise<void> {
  const checks = await user.checks(sha);
  const check = checks.find((each) => each.name !== "bridgehead / re-run");
  if (check?.conclusion !== conclusion) {
    throw new StoryError(
      `the check on ${sha.slice(0, 7)} is ${check?.conclusion ?? "missing"} instead of ${conclusion}`,
    );
  }
  narrator.say(`Check "${check.name}" on ${sha.slice(0, 7)}: ${check.conclusion}: ${check.title}`);
}

/** The lines of a comment that mention something, and its verdict: enough to see that it changed. */
function excerpt(comment: string, word: string): string {
  const lines = comment.split("\n");
  return lines.filter((line) => line.startsWith("## ") || line.includes(word)).join("\n");
}

function madeUpValue(): string {
  return `made-up-${crypto.randomUUID()}`;
}
