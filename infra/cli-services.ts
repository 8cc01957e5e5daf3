import path from "node:path";
import process from "node:process";
import type { ApplyServices } from "../workflows/apply-context.ts";
import type { Definition } from "../workflows/engine/definition.ts";
import { builtinKinds } from "../workflows/engine/kinds/builtin.ts";
import type { ImportDeps } from "../workflows/import-connections.ts";
import type { PlanTargetDeps } from "../workflows/plan-target.ts";
import { applyAdapters } from "./apply-adapters.ts";
import { type AwsAddress, createStsClient } from "./aws/clients.ts";
import { readTargetIdentity } from "./aws/target-identity.ts";
import { awsAddress, LOCAL_REQUESTS_PER_SECOND } from "./cli-aws-address.ts";
import { createCliLog } from "./cli-log.ts";
import { createChildEvaluator } from "./evaluate/child-evaluator.ts";
import { createFileLedger } from "./fs/file-ledger.ts";
import { fingerprintKey } from "./fs/fingerprint-key.ts";
import { type LocalAws, startLocalAws } from "./local/aws/start-local-aws.ts";
import { systemClock } from "./system-clock.ts";

/** Where the command line keeps its ledger and its key: beside the definitions' repository, never in it. */
export const STATE_FOLDER = ".bridgehead";
/** The embedded AWS of `--local` speaks for this region and account. */
const LOCAL_REGION = "us-east-1";
/** The stage of a target that is worked on from a terminal. */
const CLI_STAGE = "cli";

export type CliServices = PlanTargetDeps & Omit<ApplyServices, "onEvent"> & Pick<ImportDeps, "inventory">;

export interface CliRequest {
  /** Absolute path of the definitions folder. */
  readonly root: string;
  /** Use the embedded AWS instead of the one that the environment names. */
  readonly local: boolean;
  readonly signal: AbortSignal;
}

/** Joins the adapters for one command, runs it, and takes down what was started for it. */
export async function withCliServices<Result>(
  request: CliRequest,
  run: (services: CliServices, local: LocalAws | undefined) => Promise<Result>,
): Promise<Result> {
  if (!request.local) return await run(await servicesAt(await awsAddress(), request), undefined);
  const statePath = path.resolve(STATE_FOLDER, "aws.json");
  const local = await startLocalAws({ statePath, region: LOCAL_REGION });
  try {
    const address: AwsAddress = {
      region: LOCAL_REGION,
      endpoint: local.url,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      requestsPerSecond: LOCAL_REQUESTS_PER_SECOND,
    };
    return await run(await servicesAt(address, request), local);
  } finally {
    await local.close();
  }
}

async function servicesAt(aws: AwsAddress, { root, local, signal }: CliRequest): Promise<CliServices> {
  const clock = systemClock;
  const identity = await readTargetIdentity({ client: createStsClient(aws), region: aws.region }, signal);
  const endpoint = local ? "local" : (aws.endpoint ?? "aws");
  const folder = path.relative(process.cwd(), root);
  return {
    target: { ...identity, stage: CLI_STAGE },
    kinds: builtinKinds,
    evaluator: createChildEvaluator(),
    ledger: createFileLedger({
      path: path.resolve(STATE_FOLDER, "ledger.json"),
      scope: [endpoint, identity.account, identity.region, folder].join("|"),
      clock,
    }),
    ...applyAdapters(aws, CLI_STAGE, clock),
    fingerprintKey: await fingerprintKey(path.resolve(STATE_FOLDER, "fingerprint-key")),
    clock,
    log: createCliLog({ level: "warn" }),
  };
}

/** Gives every parameter that the definitions refer to, and that the local AWS lacks, a made-up value. */
export function makeUpParameters(definitions: readonly Definition[], local: LocalAws): readonly string[] {
  const made: string[] = [];
  for (const { path: name, service } of definitions.flatMap(({ references }) =>
    references.map((use) => use.reference),
  )) {
    if (service === "secretsmanager" || local.hasParameter(name)) continue;
    local.putParameter({
      name,
      value: `made-up-${crypto.randomUUID()}`,
      type: service === "ssm" ? "String" : "SecureString",
    });
    made.push(name);
  }
  return made;
}
