import { CloudControlClient, UpdateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { partnerName, partnerParameter, parametersOf } from "./demo-files.ts";
import { localClient } from "../local/client.ts";
import { answerOn, expectRun, madeUpValue, type Scene, settled, StoryError } from "./scene.ts";

/* What happens without a pull request: a re-run, a rotation, a change by hand. */

export async function rerunIt(scene: Scene, merge: string): Promise<Pick<RunResult, "outcome" | "reason">> {
  const { user, stack, narrator } = scene;
  narrator.step("Somebody runs it again by hand, with workflow_dispatch");
  await user.dispatch({ operation: "apply", reason: "to be sure" });
  await stack.idle();
  const { outcome, reason } = expectRun(scene, "no-changes");
  narrator.say(`Re-run on ${merge.slice(0, 7)}: nothing to do.`);
  return { outcome, reason };
}

export async function rotateParameter(scene: Scene, merge: string): Promise<void> {
  const { stack, user, definitions, narrator } = scene;
  const name = parametersOf(definitions)[0]?.name ?? partnerParameter;
  const version = stack.aws.putParameter({ name, value: madeUpValue() });
  narrator.step("A parameter is rotated, and the next plan shows the version change");
  narrator.say(`${name} has version ${version} now. A plan of the default branch says:`);
  await user.dispatch({ operation: "plan", reason: "after the rotation" });
  await stack.idle();
  const answer = await answerOn(scene, merge);
  if (!answer.includes("→")) throw new StoryError("the plan does not show the rotation");
  narrator.quote(answer);
}

export async function changeByHand(scene: Scene, merge: string): Promise<void> {
  const { stack, user, narrator } = scene;
  narrator.step("Somebody changes a connection in the console");
  const client = localClient(CloudControlClient, stack);
  const patch = [
    { op: "replace", path: "/Description", value: "Changed by hand" },
    { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: madeUpValue() },
  ];
  const connection = { TypeName: "AWS::Events::Connection", Identifier: partnerName };
  await client.send(new UpdateResourceCommand({ ...connection, PatchDocument: JSON.stringify(patch) }));
  client.destroy();
  await settled(stack);
  narrator.say("A drift report says who would win, and how to keep either:");
  await user.dispatch({ operation: "drift", reason: "does AWS still match?" });
  await stack.idle();
  const answer = await answerOn(scene, merge);
  if (!answer.includes("Changed by hand")) throw new StoryError("the drift report does not show the change by hand");
  narrator.quote(answer);
  narrator.say("Running the apply again puts it back:");
  await user.dispatch({ operation: "apply", connection: partnerName, reason: "the file wins" });
  await stack.idle();
  expectRun(scene, "applied");
  narrator.quote(await answerOn(scene, merge));
}
