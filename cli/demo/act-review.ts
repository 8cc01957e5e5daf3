import { parametersOf, partnerDefinition, partnerParameter, repositoryFiles } from "./demo-files.ts";
import { expectCheck, expectRun, madeUpValue, onlyComment, pathOf, push, type Scene, StoryError } from "./scene.ts";

const branch = "add-connections";

/* The first pull request: opened, revised, broken, mended, merged. */

export function putParameters({ stack, definitions, narrator }: Scene): void {
  const parameters = [...parametersOf(definitions), { name: partnerParameter, type: "SecureString" as const }];
  for (const { name, type } of parameters) stack.aws.putParameter({ name, type, value: madeUpValue() });
  narrator.step("AWS and GitHub come up, on this machine alone");
  narrator.say(`AWS     ${stack.aws.url} (Cloud Control, Parameter Store, EventBridge)`);
  narrator.say(`GitHub  ${stack.github.apiUrl} (a real git repository: ${stack.github.cloneUrl})`);
  narrator.say(`Webhook ${stack.webhookUrl}`);
  narrator.say(`Parameter Store holds ${parameters.length} parameters with made-up values.`);
}

export async function openPullRequest(scene: Scene): Promise<{ readonly number: number; readonly url: string }> {
  const { work, user, stack, source, narrator } = scene;
  narrator.step("A branch adds connection files, and a pull request is opened");
  await work.checkout(branch, "main");
  for (const [file, text] of repositoryFiles(source)) await work.write(file, text);
  await work.write(pathOf(scene), partnerDefinition({}));
  await work.push(branch, "Add connections");
  const pullRequest = await user.openPullRequest(branch, "Add connections");
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
export async function reviseIt(scene: Scene, number: number): Promise<string> {
  const { work, narrator } = scene;
  narrator.step("A second push changes a file, and the same comment changes");
  await work.write(pathOf(scene), partnerDefinition({ description: "Sends orders and refunds to a partner" }));
  await push(scene, branch, "Say what the partner gets");
  narrator.quote(excerpt(await onlyComment(scene, number), "refunds"));

  narrator.step("A file with an error fails the check");
  await work.write(pathOf(scene), partnerDefinition({ authorizationType: "APIKEY" }));
  const broken = await push(scene, branch, "Mistype the authorization type");
  await expectCheck(scene, broken, "failure");
  narrator.quote(await onlyComment(scene, number));

  narrator.say("Fixed and pushed again:");
  await work.write(pathOf(scene), partnerDefinition({ description: "Sends orders and refunds to a partner" }));
  const fixed = await push(scene, branch, "Correct the authorization type");
  await expectCheck(scene, fixed, "success");
  return fixed;
}

export async function mergeIt(scene: Scene, number: number) {
  const { user, stack, narrator } = scene;
  narrator.step("The pull request is merged, and exactly that plan is applied");
  const comment = await onlyComment(scene, number);
  const merge = await user.merge(number);
  await stack.idle();
  await expectCheck(scene, merge, "success");
  narrator.say("The comment now says what was done:");
  narrator.quote(await onlyComment(scene, number));
  return { comment, merge, results: expectRun(scene, "applied").results };
}

/** The lines of a comment that mention something, and its verdict: enough to see that it changed. */
function excerpt(comment: string, word: string): string {
  const lines = comment.split("\n");
  return lines.filter((line) => line.startsWith("## ") || line.includes(word)).join("\n");
}
