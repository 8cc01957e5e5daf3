import path from "node:path";
import process from "node:process";
import { STSClient } from "@aws-sdk/client-sts";
import * as v from "valibot";
import { freezeBeside } from "../../workflows/plan/stacks/freeze.ts";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Kinds } from "../../workflows/engine/kinds/registry.ts";
import { defaultLimits, type Limits } from "../../workflows/engine/policy/limits.ts";
import type { Target } from "../../workflows/engine/plan/plan.ts";
import type { ApplyAws } from "../../workflows/ports/aws.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { DefinitionReader } from "../../workflows/ports/evaluator.ts";
import type { Ledger, RecordReader } from "../../workflows/ports/ledger.ts";
import type { Log, LogFields } from "../../workflows/ports/log.ts";
import type { StackLedger, StackReader } from "../../workflows/ports/stacks.ts";
import { type AwsAddress, createDynamodbClient, createSsmClient, createStsClient } from "../aws/clients.ts";
import { requestsPerSecondSchema } from "../aws/rate-limiter.ts";
import { createDynamodbLedger } from "../aws/dynamodb-ledger.ts";
import { createStackReader } from "../aws/stack-reader.ts";
import { readTargetIdentity } from "../aws/target-identity.ts";
import { type ErrorSummary, summariseError } from "../log/error-summary.ts";
import { createChildEvaluator } from "../evaluate/child-evaluator.ts";
import { createFileLedger } from "../fs/file-ledger.ts";
import { fingerprintKey } from "../fs/fingerprint-key.ts";
import { type LocalAws, startLocalAws } from "../local/aws/start-local-aws.ts";
import { keepLogFields } from "../log/fields.ts";
import { systemClock } from "../system-clock.ts";
import { applyAws } from "./aws.ts";

/** Where the command line keeps its ledger and its key: beside the definitions' repository, never in it. */
const STATE_FOLDER = ".bridgehead";
/** The embedded AWS of `--local` speaks for this region and account. */
const LOCAL_REGION = "us-east-1";
/** The stage of a target that is worked on from a terminal. */
const CLI_STAGE = "cli";

/** What a command has. Whoever works at a terminal plans and applies with their own permissions. */
export interface CliServices {
  readonly kinds: Kinds;
  readonly target: Target;
  readonly aws: ApplyAws;
  /** The stacks of the account and region. */
  readonly stacks: StackReader;
  readonly ledger: Ledger;
  readonly definitions: DefinitionReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
}

export interface CliRequest {
  /** What can be declared. */
  readonly kinds: Kinds;
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
  const local = await startLocalAws({ statePath, region: LOCAL_REGION, kinds: request.kinds });
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

async function servicesAt(address: AwsAddress, { kinds, root, local, signal }: CliRequest): Promise<CliServices> {
  const clock = systemClock;
  const identity = await readTargetIdentity({ client: createStsClient(address), region: address.region }, signal);
  const endpoint = local ? "local" : (address.endpoint ?? "aws");
  const folder = path.relative(process.cwd(), root);
  const aws = applyAws({ address, stage: CLI_STAGE, kinds, clock });
  const stacks = createStackReader({
    client: createSsmClient(address, clock),
    isLoopback: address.endpoint !== undefined && isLoopback(new URL(address.endpoint).hostname),
    ledgerOf: (ledger) => ledgerOf(ledger, address, clock),
  });
  return {
    kinds,
    target: { ...identity, stage: CLI_STAGE },
    // A frozen stack freezes its account and region for the terminal, too.
    aws: { ...aws, freeze: freezeBeside(aws.freeze, stacks) },
    stacks,
    ledger: createFileLedger({
      path: path.resolve(STATE_FOLDER, "ledger.json"),
      scope: [endpoint, identity.account, identity.region, folder].join("|"),
      firstType: CONNECTION_TYPE,
      clock,
    }),
    definitions: {
      evaluator: createChildEvaluator(),
      fingerprintKey: await fingerprintKey(path.resolve(STATE_FOLDER, "fingerprint-key")),
    },
    clock,
    log: createCliLog({ level: "warn" }),
    limits: defaultLimits,
  };
}

/** The records of a stack, to be read alone. */
function ledgerOf(ledger: StackLedger, address: AwsAddress, clock: Clock): RecordReader {
  const firstType = CONNECTION_TYPE;
  if ("file" in ledger) return createFileLedger({ path: ledger.file, scope: ledger.scope, firstType, clock });
  return createDynamodbLedger({ client: createDynamodbClient(address), table: ledger.table, firstType, clock });
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

export class AwsAddressError extends BridgeheadError {
  override readonly name = "AwsAddressError";
}

/** Something on this machine that speaks for AWS takes any credentials and any region, so none have to be set. */
const STAND_IN = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } } as const;

/** What the embedded AWS is asked at most: nobody else asks it, and it has no limit unless it is given one. */
export const LOCAL_REQUESTS_PER_SECOND = 200;

/** The AWS that the environment and the shared configuration name, as the `aws` command finds it. */
export async function awsAddress(env: Readonly<Record<string, string | undefined>> = process.env): Promise<AwsAddress> {
  const endpoint = env["AWS_ENDPOINT_URL"];
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new AwsAddressError("AWS_ENDPOINT_URL is not a URL: write http://127.0.0.1:PORT, or leave it out");
  }
  const isStandIn = endpoint !== undefined && isLoopback(new URL(endpoint).hostname);
  // The SDK reads AWS_REGION and the profile, but not AWS_DEFAULT_REGION, which the `aws` command goes by.
  const region = env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? (await profileRegion());
  if (region === undefined && !isStandIn) {
    throw new AwsAddressError("no AWS region is set: set AWS_REGION, or pass --local to use an AWS on this machine");
  }
  const hasCredentials = env["AWS_ACCESS_KEY_ID"] !== undefined || env["AWS_PROFILE"] !== undefined;
  return {
    region: region ?? STAND_IN.region,
    endpoint,
    requestsPerSecond: requestsPerSecond(env["BRIDGEHEAD_REQUESTS_PER_SECOND"]),
    ...(isStandIn && !hasCredentials ? { credentials: STAND_IN.credentials } : {}),
  };
}

function requestsPerSecond(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const parsed = v.safeParse(requestsPerSecondSchema, given);
  if (parsed.success) return parsed.output;
  throw new AwsAddressError("BRIDGEHEAD_REQUESTS_PER_SECOND is not a whole number from 1 to 9999");
}

async function profileRegion(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

const ranks = { info: 0, warn: 1, error: 2, silent: 3 } as const;
export type LogLevel = keyof typeof ranks;

export interface CliLogOptions {
  /** The least that is written; `silent` writes nothing. */
  readonly level: LogLevel;
  /** Takes one line with its line break; default: standard error. */
  readonly write?: (line: string) => void;
}

/** The log of a terminal: one line of text for each entry, on standard error. */
export function createCliLog(options: CliLogOptions): Log {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const entry = (level: Exclude<LogLevel, "silent">, message: string, fields: LogFields, error = "") => {
    if (ranks[level] >= ranks[options.level]) write(`${prefixes[level]}${message}${error}${inWords(fields)}\n`);
  };
  return {
    info: (message, fields = {}) => entry("info", message, fields),
    warn: (message, fields = {}) => entry("warn", message, fields),
    error: (message, error, fields = {}) => entry("error", message, fields, `: ${errorInWords(summariseError(error))}`),
  };
}

const prefixes = { info: "", warn: "warning: ", error: "error: " } as const;

function inWords(fields: LogFields): string {
  const words = Object.entries(keepLogFields(fields)).map(([name, value]) => `${name}=${oneLine(String(value))}`);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function errorInWords(summary: ErrorSummary): string {
  return [summary, ...summary.causes]
    .map(({ class: name, code, message }) => oneLine(message ?? (code === null ? name : `${name} ${code}`)))
    .join(", caused by ");
}

/** Control characters would let a name from a definition rewrite the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}
