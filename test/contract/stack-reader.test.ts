import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSsmClient } from "../../infra/aws/clients.ts";
import { createStackReader } from "../../infra/aws/stack-reader.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { LedgerFormatError } from "../../infra/ledger/format.ts";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { stackPath, stackText } from "../../infra/aws/stack-parameter.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { freezeBeside } from "../../workflows/plan/stacks/freeze.ts";
import { readStacks } from "../../workflows/plan/stacks/read-stacks.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { RecordReader } from "../../workflows/ports/ledger.ts";
import { aRecord } from "./ledger-fixtures.ts";

const region = "eu-west-1";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const { signal } = new AbortController();
const nothing: RecordReader = { records: async () => [], intents: async () => [] };
let aws: LocalAws;

beforeEach(async () => {
  aws = await startLocalAws({ region });
});
afterEach(() => aws.close());

function publish(stage: string, ledger: Parameters<typeof stackText>[0]["ledger"] = { table: `of-${stage}` }): void {
  const value = stackText({ stage, repository: 1, folder: "connections", ledger });
  aws.putParameter({ name: stackPath(stage), value, type: "String" });
}

function readerAt(ledgerOf: Parameters<typeof createStackReader>[0]["ledgerOf"] = () => nothing, isLoopback = true) {
  const client = createSsmClient({ region, endpoint: aws.url, credentials, requestsPerSecond: 1_000 });
  return createStackReader({ client, isLoopback, ledgerOf });
}

const find = (...given: Parameters<typeof readerAt>) => readStacks(readerAt(...given), systemClock, { signal });

describe("the stacks of an account and region", () => {
  it("are none where none publishes itself", async () => {
    expect(await find()).toEqual({ known: [], unknown: [] });
  });

  it("are all that publish themselves, over all pages, by their stages", async () => {
    const stages = Array.from({ length: 60 }, (_, index) => `stage-${index}`);
    for (const stage of stages) publish(stage);
    const { known, unknown } = await find();
    expect(known.map(({ stage }) => stage)).toEqual(stages.toSorted());
    expect(known[0]).toMatchObject({ stage: "stage-0", repository: 1, folder: "connections" });
    expect(unknown).toEqual([]);
  });

  it("are read without reading or decrypting any other of the pipeline's parameters", async () => {
    publish("production");
    for (const name of ["webhook-secret", "github-private-key", "fingerprint-key"]) {
      aws.putParameter({ name: `/bridgehead-system/production/${name}`, value: "canary" });
    }
    // Not what a stack publishes, though it has the name.
    aws.putParameter({ name: stackPath("secret"), value: "canary" });
    aws.putParameter({ name: "/bridgehead-system/production/github-app-id", value: "7", type: "String" });
    const reader = readerAt();
    await readStacks(reader, systemClock, { signal });
    await freezeBeside({ frozen: async () => null }, reader).frozen(signal);
    const reads = aws.sentRequests().filter(({ operation }) => operation !== "DescribeParameters");
    expect(reads.map(({ operation, input }) => [operation, input])).toEqual([
      ["GetParameters", { Names: [stackPath("production")], WithDecryption: false }],
      ["GetParameters", { Names: ["/bridgehead-system/production/freeze"], WithDecryption: false }],
    ]);
  });

  it("are looked up again where AWS throttles", async () => {
    publish("production");
    aws.addFault({ kind: "throttle", service: "ssm", times: 2 });
    expect((await find()).known).toHaveLength(1);
  });

  it.each([
    ["DescribeParameters", "ssm:DescribeParameters"],
    ["GetParameters", "ssm:GetParameters"],
  ])("are not known where %s is denied, and the permission is named", async (operation, permission) => {
    publish("production");
    aws.addFault({ kind: "access-denied", operation });
    const { known, unknown } = await find();
    expect(known).toEqual([]);
    expect(unknown).toEqual([
      expect.stringMatching(new RegExp(`AccessDenied.* it takes the permission ${permission}$`)),
    ]);
  });

  it("are not known where the parameter is nothing to go by, and the others are", async () => {
    publish("good");
    aws.putParameter({ name: stackPath("newer"), value: '{"format":2}', type: "String" });
    aws.putParameter({ name: stackPath("broken"), value: "canary", type: "String" });
    const { known, unknown } = await find();
    expect(known.map(({ stage }) => stage)).toEqual(["good"]);
    expect(unknown).toEqual([
      expect.stringContaining("/bridgehead-system/broken/stack is no JSON object"),
      expect.stringContaining("/bridgehead-system/newer/stack has the format 2"),
    ]);
    expect(JSON.stringify(unknown)).not.toContain("canary");
  });
});

describe("the ledger of a stack", () => {
  it("is read where the stack says, in the scope that it says", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-stack-"));
    const place = { path: path.join(folder, "ledger.json"), firstType: CONNECTION_TYPE, clock: systemClock };
    const open = (scope: string) => createFileLedger({ ...place, scope });
    for (const [scope, name] of [
      ["mine", "orders"],
      ["theirs", "billing"],
    ] as const) {
      const ledger = open(scope);
      const lease = await ledger.acquire("test", 60_000);
      if (!("heldUntil" in lease)) await ledger.putRecord(lease, aRecord(name));
    }
    publish("local", { file: place.path, scope: "mine" });
    const asked: unknown[] = [];
    const { known } = await find((ledger) => {
      asked.push(ledger);
      return open("scope" in ledger ? ledger.scope : "");
    });
    expect((await known[0]?.ledger.records())?.map(({ name }) => name)).toEqual(["orders"]);
    expect(await known[0]?.ledger.intents()).toEqual([]);
    expect(asked[0]).toEqual({ file: place.path, scope: "mine" });
    await rm(folder, { recursive: true });
  });

  it("is no file where AWS is not on this machine", async () => {
    publish("local", { file: "/etc/passwd", scope: "local" });
    const asked: unknown[] = [];
    const found = await find((ledger) => {
      asked.push(ledger);
      return nothing;
    }, false);
    expect(found).toEqual({
      known: [],
      unknown: [expect.stringContaining("believed of an AWS on this machine alone")],
    });
    expect(asked).toEqual([]);
  });

  it("is not known where it may not be read", async () => {
    publish("production");
    const denied = Object.assign(new Error("no"), { name: "AccessDeniedException", $fault: "client" });
    const { known, unknown } = await find(() => ({ ...nothing, records: () => Promise.reject(denied) }));
    expect(known).toEqual([]);
    expect(unknown).toEqual([
      'Query of "of-production" was refused with AccessDeniedException: it takes the permission dynamodb:Query',
    ]);
  });

  it("is not known where a newer version wrote it", async () => {
    publish("production");
    const newer = new LedgerFormatError("The ledger has the format 9.");
    const { known, unknown } = await find(() => ({ ...nothing, intents: () => Promise.reject(newer) }));
    expect([known, unknown]).toEqual([[], ["The ledger has the format 9."]]);
  });

  it("is an error where it does not answer", async () => {
    publish("production");
    const lost = Object.assign(new Error("no"), { code: "ECONNREFUSED" });
    await expect(find(() => ({ ...nothing, intents: () => Promise.reject(lost) }))).rejects.toMatchObject({
      refusal: { code: "ECONNREFUSED", subject: "of-production" },
    });
  });
});

describe("the freeze of a terminal", () => {
  const own = { frozen: async () => null };

  it("is that of any stack beside it, as it is at that moment", async () => {
    publish("production");
    publish("staging");
    const freeze = freezeBeside(own, readerAt());
    expect(await freeze.frozen(signal)).toBeNull();
    aws.putParameter({ name: "/bridgehead-system/staging/freeze", value: "an audit", type: "String" });
    expect(await freeze.frozen(signal)).toBe('an audit (by the freeze of the stack "staging")');
    aws.deleteParameter("/bridgehead-system/staging/freeze");
    expect(await freeze.frozen(signal)).toBeNull();
  });

  it("is its own first", async () => {
    publish("production");
    expect(await freezeBeside({ frozen: async () => "mine" }, readerAt()).frozen(signal)).toBe("mine");
    expect(aws.requests()).toEqual([]);
  });

  it("is no other stage's, which publishes no stack", async () => {
    aws.putParameter({ name: "/bridgehead-system/old/freeze", value: "x", type: "String" });
    expect(await freezeBeside(own, readerAt()).frozen(signal)).toBeNull();
  });

  it("is refused where a freeze cannot be read, and holds nothing where nobody may look for stacks", async () => {
    publish("production");
    const freeze = freezeBeside(own, readerAt());
    aws.addFault({ kind: "access-denied", operation: "GetParameters", times: 1 });
    expect(await freeze.frozen(signal)).toMatchObject({ kind: "denied" });
    aws.addFault({ kind: "access-denied", operation: "DescribeParameters", times: 1 });
    expect(await freeze.frozen(signal)).toBeNull();
  });
});
