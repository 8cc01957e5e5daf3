import { recordedEvent } from "../support/recorded-event.ts";
import { UpdateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createArnExports } from "../../infra/aws/arn-exports.ts";
import { createDynamodbClient, createEventBridgeClient, createSsmClient } from "../../infra/aws/clients.ts";
import { createDynamodbLedger } from "../../infra/aws/dynamodb-ledger.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { ClaimingRole } from "../../workflows/ports/ledger.ts";
import { anIntent } from "../contract/ledger-fixtures.ts";
import { handlerAttempts, lambdaAttempts } from "../support/called.ts";
import { startDeployed } from "../support/deployed.ts";
import { type Attempt, isAbout, isAllowed } from "../support/iam.ts";
import { definitionJson } from "../support/pipeline.ts";
import { place, readRoles, type RoleName, type Roles } from "../support/roles.ts";

/* The roles held against what the deployed functions ask of AWS, through everything that they do. */

type Stack = Awaited<ReturnType<typeof startDeployed>>;

let stack: Stack;
let roles: Roles;
let environment: typeof process.env;

const credentials = { accessKeyId: "any", secretAccessKey: "any" };

async function propose(branch: string, files: Readonly<Record<string, string | null>>): Promise<number> {
  await stack.work.checkout(branch, "main");
  for (const [file, text] of Object.entries(files)) {
    if (text === null) await stack.work.remove(file);
    else await stack.work.write(file, text);
  }
  await stack.work.push(branch, branch);
  await stack.idle();
  const { number } = await stack.user.openPullRequest(branch, branch);
  await stack.idle();
  return number;
}

async function merged(branch: string, files: Readonly<Record<string, string | null>>): Promise<void> {
  const number = await propose(branch, files);
  await stack.user.merge(number);
  await stack.idle();
}

/** What happens to a stack, from its first commit on. */
async function story(): Promise<void> {
  const { aws, user, reviewer, work, items } = stack;
  for (const id of ["orders", "billing"]) aws.putParameter({ name: `/bridgehead/${id}/key`, value: `of-${id}` });
  const file = "connections/orders.json";
  const exported = { exportArn: "/bridgehead-arns/orders", exportSecretArn: "/bridgehead-arns/orders-secret" };
  const orders = (description: string) => definitionJson("orders", { ...exported, description });
  const first = await propose("create", {
    [file]: orders("First"),
    "bridgehead.config.json": '{"onRotation":"apply"}',
  });
  await stack.reconcile();
  await user.merge(first);
  await stack.idle();
  await propose("open", { [file]: orders("Another") });
  await merged("update", { [file]: orders("Second") });
  // Nobody reviewed it; meanwhile others plan, and then somebody accepts it.
  await work.checkout("main", "main");
  await work.write("connections/billing.json", definitionJson("billing"));
  const head = await work.push("main", "billing");
  await stack.idle();
  const summary = (await user.checks(head)).find(({ name }) => name === "bridgehead / apply")?.summary ?? "";
  const [, accept = ""] = /accept=([0-9a-f]{64})/.exec(summary) ?? [];
  await stack.reconcile();
  await propose("beside", { "connections/third.json": definitionJson("billing-two") });
  await reviewer.dispatch({ operation: "apply", accept });
  for (const operation of ["plan", "drift"]) await user.dispatch({ operation });
  await stack.idle();
  await merged("remove", { "connections/billing.json": null });
  // A rotation, something that was changed by hand, and a plan that another version made.
  aws.putParameter({ name: "/bridgehead/orders/key", value: "rotated" });
  const events = createEventBridgeClient({ region: place.region, endpoint: aws.url, credentials });
  await events.send(new UpdateConnectionCommand({ Name: "orders", Description: "By hand" }));
  for (const [key, item] of items)
    if (key.startsWith("PLAN#"))
      items.set(key, { ...item, body: { S: (item["body"]?.S ?? "").replace(/"engine":"\w+"/, '"engine":"other"') } });
  await stack.tell(await recordedEvent("parameter-updated"));
  await stack.reconcile();
  aws.removeConnection("orders");
  await user.dispatch({ operation: "apply" });
  await stack.idle();
}

/** What happens when something goes wrong at one moment, or where two people have to accept. */
async function rarely(): Promise<void> {
  const ledgerOf = (part: "planWorker" | "applyWorker", role: ClaimingRole) =>
    createDynamodbLedger({
      client: createDynamodbClient(stack.address(part)),
      table: place.table,
      firstType: CONNECTION_TYPE,
      clock: systemClock,
      role,
    });
  const applier = ledgerOf("applyWorker", "applier");
  await applier.leaveMark(anIntent("orders"));
  await applier.claimedBy("accept-by:any");
  await applier.count("waits/any", 1, 60_000);
  const message = { id: "any", body: "no job", group: "any", receipt: "any", receives: 1 };
  for (const inbox of stack.inboxes) {
    await inbox.comeBack(message, 5);
    await inbox.setAside(message, "no-job");
  }
  const planner = ledgerOf("planWorker", "planner");
  await planner.claim("any", 60_000);
  await planner.claimedBy("any");
  const exports = createArnExports({ client: createSsmClient(stack.address("applyWorker")) });
  await exports.holds("/bridgehead-arns/orders", "arn", new AbortController().signal);
}

beforeAll(async () => {
  roles = await readRoles();
  environment = { ...process.env };
  stack = await startDeployed(roles);
  await story();
  await rarely();
}, 120_000);

afterAll(async () => {
  process.env = environment;
  await stack.close();
});

describe("the roles of the deployed stack", () => {
  it("let everything through that was done", async () => {
    expect(stack.recorded.filter((each) => !each.isAllowed).map(({ part, attempt }) => [part, attempt])).toEqual([]);
    expect(stack.aws.connectionNames()).toEqual(["orders"]);
    expect(handlerAttempts.filter((attempt) => !isAllowed(roles.applyWorker, attempt))).toEqual([]);
    for (const [name, queue] of functions) {
      expect(lambdaAttempts(name, queue).filter((attempt) => !isAllowed(roles[name], attempt))).toEqual([]);
    }
  });

  it("give nothing that nothing asked for: no action, no resource, no leading key", () => {
    const unused = functions.flatMap(([name, queue]) => {
      const attempts = attemptsBy(name, queue);
      return roles[name]
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap((statement) => {
          const parts = [
            ...statement.Action.map((action) => [action, { ...statement, Action: [action] }] as const),
            ...(statement.Resource ?? []).map((each) => [each, { ...statement, Resource: [each] }] as const),
            ...Object.entries(statement.Condition).flatMap(([operator, keys]) =>
              Object.entries(keys).flatMap(([key, values]) =>
                values.map((value) => {
                  const only = { ...statement.Condition, [operator]: { ...keys, [key]: [value] } };
                  return [value, { ...statement, Condition: only }] as const;
                }),
              ),
            ),
          ];
          return parts
            .filter(([, part]) => !attempts.some((attempt) => isAbout(part, attempt)))
            .map(([what]) => `${name}: ${statement.Sid}: ${what}`);
        });
    });
    expect(unused).toEqual([]);
  });
});

const functions = [
  ["webhook", null],
  ["planWorker", "plan"],
  ["applyWorker", "apply"],
  ["reconcile", null],
] as const;

/** All that was asked in the name of a part. */
function attemptsBy(name: RoleName, queue: "plan" | "apply" | null): readonly Attempt[] {
  return [
    ...stack.recorded.filter(({ part }) => part === name).map(({ attempt }) => attempt),
    ...lambdaAttempts(name, queue),
    ...(name === "applyWorker" ? handlerAttempts : []),
  ];
}
