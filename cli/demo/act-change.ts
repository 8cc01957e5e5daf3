import { CloudControlClient, CreateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import {
  legacyDefinition,
  legacyDescription,
  legacyFile,
  legacyName,
  partnerDefinition,
  renamedPartner,
} from "./demo-files.ts";
import { localClient } from "../local/client.ts";
import {
  answerOn,
  expectCheck,
  expectRun,
  madeUpValue,
  onlyComment,
  pathOf,
  push,
  type Scene,
  settled,
  StoryError,
} from "./scene.ts";

/* The changes that take a second look: adopting, replacing, deleting. */

export async function adoptAndReplace(scene: Scene): Promise<void> {
  const { work, user, stack, narrator } = scene;
  narrator.step("A pull request adopts a connection that exists, and gives another a new name");
  await createByHand(scene);
  await work.checkout("adopt", "main");
  await work.write(pathOf(scene, legacyFile), legacyDefinition());
  await work.write(
    pathOf(scene),
    partnerDefinition({ name: renamedPartner, description: "Sends orders and refunds to a partner" }),
  );
  await work.push("adopt", "Adopt the old connection, rename the partner");
  const { number } = await user.openPullRequest("adopt", "Adopt and rename");
  await stack.idle();
  narrator.say("The old connection keeps its credential, which nobody can read. Names cannot be edited, so the plan");
  narrator.say("replaces, and warns:");
  narrator.quote(await onlyComment(scene, number));
  const merge = await user.merge(number);
  await stack.idle();
  await expectCheck(scene, merge, "success");
  narrator.say("Merged:");
  narrator.quote(await onlyComment(scene, number));
}

/** What people have before they have Bridgehead. */
async function createByHand({ stack, narrator }: Scene): Promise<void> {
  const model = {
    Name: legacyName,
    Description: legacyDescription,
    AuthorizationType: "BASIC",
    AuthParameters: { BasicAuthParameters: { Username: "legacy", Password: madeUpValue() } },
  };
  const client = localClient(CloudControlClient, stack);
  const TypeName = "AWS::Events::Connection";
  await client.send(new CreateResourceCommand({ TypeName, DesiredState: JSON.stringify(model) }));
  client.destroy();
  await settled(stack);
  narrator.say(`"${legacyName}" was made in the console, long ago.`);
}

export async function removeDefinition(scene: Scene): Promise<void> {
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
  expectGone(scene, renamedPartner);
}

export async function holdAndAccept(scene: Scene): Promise<void> {
  const { work, user, reviewer, stack, narrator } = scene;
  narrator.step("Somebody deletes a definition on the default branch directly: nobody reviewed that");
  await work.checkout("main", "main");
  await work.remove(pathOf(scene, legacyFile));
  const commit = await push(scene, "main", "Delete without a review");
  expectRun(scene, "held");
  await expectCheck(scene, commit, "action_required");
  const held = (await user.checks(commit)).find(({ conclusion }) => conclusion === "action_required");
  narrator.quote(held?.summary ?? "");
  const accept = /\b[0-9a-f]{64}\b/.exec(held?.summary ?? "")?.[0];
  if (accept === undefined) throw new StoryError("the held run does not say which digest to accept");
  narrator.say("Somebody else with write permission reads it, and accepts exactly that plan in a re-run:");
  await reviewer.dispatch({ operation: "apply", accept, reason: "we do want it gone" });
  await stack.idle();
  expectRun(scene, "applied");
  narrator.quote(await answerOn(scene, commit));
  expectGone(scene, legacyName);
}

function expectGone({ stack }: Scene, name: string): void {
  if (stack.aws.connectionNames().includes(name)) throw new StoryError(`"${name}" is still there`);
}
