import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createEventBridgeClient, createSsmClient, createStsClient } from "../../../infra/aws/clients.ts";
import { createConnectionStates } from "../../../infra/aws/connection-states.ts";
import { createParameterCatalog } from "../../../infra/aws/parameter-catalog.ts";
import { createParameterReader } from "../../../infra/aws/parameter-reader.ts";
import { readTargetIdentity } from "../../../infra/aws/target-identity.ts";
import { parseFault } from "../../../infra/local/aws/parse-fault.ts";
import { type LocalAws, startLocalAws } from "../../../infra/local/aws/start-local-aws.ts";
import { address } from "../aws-wire.ts";
import { describeParameters, type ParametersUnderTest } from "../parameter-suite.ts";
import { describeStates, type StatesUnderTest } from "../states-suite.ts";

const ACCOUNT = "111111111111";
const { signal } = new AbortController();

interface Opened extends ParametersUnderTest, StatesUnderTest {
  readonly aws: LocalAws;
  close(): Promise<void>;
}

async function openAws(...faults: readonly string[]): Promise<Opened> {
  let ahead = 0;
  const aws = await startLocalAws({
    now: () => Date.now() + ahead,
    settleMs: 50,
    region: address.region,
    account: ACCOUNT,
    faults: faults.map(parseFault),
  });
  const settings = { ...address, endpoint: aws.url, requestsPerSecond: 1_000 };
  const [ssm, events] = [createSsmClient(settings), createEventBridgeClient(settings)];
  return {
    aws,
    events,
    catalog: createParameterCatalog({ client: ssm }),
    reader: createParameterReader({ client: ssm }),
    states: createConnectionStates({ client: events }),
    async put(name, value, type = "SecureString") {
      aws.putParameter({ name, value, type });
    },
    remove: async (name) => aws.deleteParameter(name),
    async pass() {
      ahead += 1_000;
    },
    async close() {
      ssm.destroy();
      events.destroy();
      await aws.close();
    },
  };
}

/** Open until the test ends. */
async function under(...faults: readonly string[]): Promise<Opened> {
  const opened = await openAws(...faults);
  onTestFinished(() => opened.close());
  return opened;
}

// Whatever a reader must not notice, and both answers where AWS's own is unconfirmed.
const modes = [
  [],
  ["empty-page"],
  ["allow-duplicates", "show-secrets", "in-use"],
  ["throttle,service=ssm,every=9", "internal-failure,service=events,every=5"],
].map((faults) => ({ title: faults.join(" ") || "nothing wrong", faults }));

describe.each(modes)("on the local AWS with $title", ({ faults }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openAws(...faults);
  });
  afterAll(() => opened.close());

  describe("parameters", () => {
    describeParameters(() => opened);
  });
  describe("states and dependents", () => {
    describeStates(() => opened);
  });
});

describe("a parameter that cannot be read", () => {
  const wanted = ["/bridgehead/a", "/bridgehead/b"].map((path) => ({ path, version: 1 }));

  async function withKeys(...faults: readonly string[]): Promise<Opened> {
    const test = await under(...faults);
    for (const { path } of wanted) await test.put(path, "canary-1");
    return test;
  }

  it("because KMS refuses, fails the call, which names the paths and no value", async () => {
    const test = await withKeys("kms-denied");
    await expect(test.reader.read(wanted, signal)).rejects.toMatchObject({
      kind: "denied",
      message: expect.stringContaining("/bridgehead/a:1, /bridgehead/b:1") as string,
    });
  });

  it("because KMS refuses it alone, is missing", async () => {
    const test = await withKeys("kms-denied=parameter,name=/bridgehead/a,every=1");
    expect((await test.reader.read(wanted, signal)).map(({ path }) => path)).toEqual(["/bridgehead/b"]);
  });

  it("because it does not exist, may fail the call", async () => {
    const test = await withKeys("refuse-missing");
    const missing = { path: "/bridgehead/none", version: 1 };
    await expect(test.reader.read([...wanted, missing], signal)).rejects.toMatchObject({ code: "ParameterNotFound" });
  });
});

it("reports a refusal of a list", async () => {
  const test = await under("access-denied,operation=ListApiDestinations,every=1");
  await expect(
    test.states.dependents(`arn:aws:events:${address.region}:${ACCOUNT}:connection/a/b`, signal),
  ).rejects.toMatchObject({ kind: "denied" });
});

it("knows the account", async () => {
  const { aws } = await under();
  const client = createStsClient({ ...address, endpoint: aws.url });
  expect(await readTargetIdentity({ client, region: address.region }, signal)).toEqual({
    account: ACCOUNT,
    region: address.region,
  });
  client.destroy();
});
