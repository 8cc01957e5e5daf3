import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createArnExports } from "../../../infra/aws/arn-exports.ts";
import { createCloudControlClient, createSsmClient, createStsClient } from "../../../infra/aws/clients.ts";
import { createCloudControl } from "../../../infra/aws/cloud-control.ts";
import { createParameterCatalog } from "../../../infra/aws/parameter-catalog.ts";
import { createParameterReader } from "../../../infra/aws/parameter-reader.ts";
import { readTargetIdentity } from "../../../infra/aws/target-identity.ts";
import { parseFault } from "../../../infra/local/aws/faults/parse-fault.ts";
import { type LocalAws, startLocalAws } from "../../../infra/local/aws/start-local-aws.ts";
import { compareText } from "../../../workflows/engine/values/compare-text.ts";
import { connection } from "../../../workflows/engine/kinds/connection/index.ts";
import { createKinds } from "../../../workflows/engine/kinds/registry.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";
import { allPages } from "../../../workflows/calls/all-pages.ts";
import { insisting } from "../../../workflows/calls/insist.ts";
import { need } from "../../../workflows/ports/answer.ts";
import type { ResourceWriter } from "../../../workflows/ports/resources.ts";
import { keyOf } from "../../support/definitions.ts";
import { createFastClock } from "../../support/fast-clock.ts";
import { address } from "../aws-wire.ts";
import { shelf } from "../plain-kind.ts";
import { describeParameters, type ParametersUnderTest } from "../parameter-suite.ts";
import { openServiceAdapters } from "../service-adapters.ts";
import { describeService, type ServiceUnderTest } from "../service-suite.ts";

const ACCOUNT = "111111111111";
const { signal } = new AbortController();

const kinds = createKinds([connection, shelf]);

interface Opened extends ParametersUnderTest, ServiceUnderTest {
  readonly aws: LocalAws;
  readonly cloud: ResourceWriter;
  close(): Promise<void>;
}

async function openAws(...faults: readonly string[]): Promise<Opened> {
  let ahead = 0;
  const aws = await startLocalAws({
    now: () => Date.now() + ahead,
    settleMs: 50,
    region: address.region,
    account: ACCOUNT,
    kinds: { all: [shelf] },
    faults: faults.map(parseFault),
  });
  const settings = { ...address, endpoint: aws.url, requestsPerSecond: 1_000 };
  const ssm = createSsmClient(settings);
  const adapters = openServiceAdapters({ address: settings, kinds });
  const { services, inventory, dependents, handlers } = adapters;
  const cloudControl = createCloudControlClient(settings);
  const cloud = createCloudControl({ client: cloudControl });
  const [catalog, reader] = [createParameterCatalog({ client: ssm }), createParameterReader({ client: ssm })];
  const exports = createArnExports({ client: ssm });
  return {
    aws,
    ...insisting({ services, inventory, dependents, cloud, catalog, reader, exports }, { signal }, createFastClock()),
    handlers,
    async put(name, value, type = "SecureString") {
      aws.putParameter({ name, value, type });
    },
    remove: async (name) => aws.deleteParameter(name),
    async pass() {
      ahead += 1_000;
    },
    async close() {
      ssm.destroy();
      adapters.close();
      cloudControl.destroy();
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

// Whatever who insists must not notice, and both answers where AWS's own is unconfirmed.
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
  describe("EventBridge", () => {
    describeService(() => opened);
  });

  it("shelves, of which Cloud Control alone is asked, are listed and described", async () => {
    const keys = ["c", "a", "b"].map((identifier) => ({ type: shelf.type, identifier }));
    for (const key of keys) {
      const desired = new SecretText(JSON.stringify({ ShelfName: key.identifier }));
      await opened.cloud.create(key, desired, `create-${key.identifier}`, signal);
    }
    await opened.pass();
    const untold = { state: null, arn: null, modified: null };
    const listed = (identifier: string) => ({ identifier, phase: "settled", ...untold });
    const all = async () =>
      need(await allPages((token) => opened.inventory.page(shelf.type, token, signal))).toSorted((a, b) =>
        compareText(a.identifier, b.identifier),
      );
    expect(await all()).toEqual(["a", "b", "c"].map(listed));
    const gone = { type: shelf.type, identifier: "c" };
    expect(await opened.services.describe(gone, signal)).toMatchObject({ state: null, model: {} });
    await opened.cloud.delete(gone, "delete", signal);
    await opened.pass();
    expect(await opened.services.describe(gone, signal)).toBeUndefined();
    expect(await all()).toEqual(["a", "b"].map(listed));
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
    expect(await test.reader.read(wanted, signal)).toMatchObject({
      kind: "denied",
      subject: "/bridgehead/a:1, /bridgehead/b:1",
    });
  });

  it("because KMS refuses it alone, is missing", async () => {
    const test = await withKeys("kms-denied=parameter,name=/bridgehead/a,every=1");
    expect(need(await test.reader.read(wanted, signal)).map(({ path }) => path)).toEqual(["/bridgehead/b"]);
  });

  it("because it does not exist, may fail the call", async () => {
    const test = await withKeys("refuse-missing");
    const missing = { path: "/bridgehead/none", version: 1 };
    expect(await test.reader.read([...wanted, missing], signal)).toMatchObject({ code: "ParameterNotFound" });
  });
});

it("reports a refusal of a list", async () => {
  const test = await under("access-denied,operation=ListApiDestinations,every=1");
  const arn = `arn:aws:events:${address.region}:${ACCOUNT}:connection/a/b`;
  expect(await test.dependents.page(keyOf("a"), arn, undefined, signal)).toMatchObject({ kind: "denied" });
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
