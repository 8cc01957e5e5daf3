import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { type SystemParameter, systemPath } from "../../infra/aws/system-credentials.ts";
import { joinPlanWorker } from "../../infra/compose/workers.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { JsonObject } from "../../workflows/engine/values/json.ts";
import type { Evaluator } from "../../workflows/ports/evaluator.ts";
import { appId, privateKey, startHarness } from "../contract/local-github/harness.ts";
import { caps, target } from "../support/definitions.ts";
import { createFastClock } from "../support/fast-clock.ts";
import { memoryLog } from "../support/lambda.ts";

it("the fingerprints of a job are by one key, the one at its beginning, and by the next one from five minutes after it was changed", async () => {
  await using harness = await startHarness();
  const aws = await startLocalAws({ region: target.region });
  const put = (parameter: SystemParameter, value: string): void =>
    void aws.putParameter({ name: systemPath(target.stage, parameter), value });
  put("appId", String(appId));
  put("privateKey", privateKey);
  put("fingerprintKey", "the first key");
  const clock = createFastClock();
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const awsAddress = { region: target.region, endpoint: aws.url, credentials, requestsPerSecond: 1_000 };
  const outside = { target, awsAddress, githubUrl: harness.github.apiUrl, engine: "e", clock, log: memoryLog() };
  const queue = { send: async () => undefined };
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-keys-"));
  const ledger = createFileLedger({ path: path.join(folder, "l"), scope: "s", firstType: CONNECTION_TYPE, clock });
  let duringEvaluation = (): void => undefined;
  const evaluator: Evaluator = {
    async evaluate(files) {
      duringEvaluation();
      const definitions = files.map(({ path: file, text }) => ({
        type: CONNECTION_TYPE,
        id: "orders",
        props: JSON.parse(text) as JsonObject,
        at: { file, line: 1, column: 1 },
        locations: {},
      }));
      return { definitions, diagnostics: [], imports: {} };
    },
  };
  try {
    const { repository, installationId: installation } = harness.github;
    const repositories = new Set([repository.id]);
    const served = { ...outside, kinds: builtinKinds, queue, repositories };
    const worker = await joinPlanWorker({ ...served, evaluator, ledger, caps });
    const authParameters = { apiKeyName: "x-api-key", apiKey: "a literal credential" };
    const text = JSON.stringify({ authorizationType: "API_KEY", authParameters });
    const head = await harness.seed("topic", { "connections/orders.json": text });
    const pull = { ...harness.place, title: "t", head: "topic", base: "main" };
    const { number: pullRequest } = (await harness.user("bob").rest.pulls.create(pull)).data;
    const digest = async (): Promise<string | null | undefined> => {
      const job = { kind: "plan", repository, installation, delivery: "d", receivedAt: 0, pullRequest } as const;
      await worker.runJob(job, new AbortController().signal);
      const published = await ledger.publicationBefore({ repository: repository.id, pullRequest, head }, Infinity);
      return published === "unreadable" ? null : published?.digest;
    };
    const first = await digest();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    duringEvaluation = () => {
      put("fingerprintKey", "the second key");
      clock.advance(6 * 60_000);
    };
    expect(await digest()).toBe(first);
    expect(await digest()).not.toBe(first);
  } finally {
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  }
});
