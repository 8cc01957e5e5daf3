import { DescribeParametersCommand, GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { type Answer, Refusal } from "../../workflows/ports/answer.ts";
import type { RecordReader } from "../../workflows/ports/ledger.ts";
import type { PublishedStack, StackLedger, StackReader, UnreadableStack } from "../../workflows/ports/stacks.ts";
import { parseStack, stackPath, stageOf } from "./stack-parameter.ts";
import { callAws } from "./call-aws.ts";
import { createFreeze } from "./freeze.ts";
import { SYSTEM_PREFIX } from "../../workflows/engine/policy/limits.ts";

export interface StackReaderOptions {
  readonly client: SSMClient;
  /** Whether AWS is one of this machine: nobody else can know a file of it. */
  readonly isLoopback: boolean;
  readonly ledgerOf: (ledger: StackLedger) => RecordReader;
}

/** The most parameters that one page lists. */
const PAGE_SIZE = 50;

/**
 * The stacks that publish themselves. Beside them stand the pipeline's own credentials: those are listed by name, and
 * nothing is ever read of them, nor is anything decrypted.
 */
export function createStackReader({ client, isLoopback, ledgerOf }: StackReaderOptions): StackReader {
  return {
    async stages(token, signal) {
      const call = { operation: "DescribeParameters", subject: SYSTEM_PREFIX, signal };
      const command = new DescribeParametersCommand({
        MaxResults: PAGE_SIZE,
        ParameterFilters: [
          { Key: "Name", Option: "BeginsWith", Values: [SYSTEM_PREFIX] },
          { Key: "Type", Option: "Equals", Values: ["String"] },
        ],
        NextToken: token,
      });
      const answer = await callAws(call, () => client.send(command, { abortSignal: signal }));
      if (answer instanceof Refusal) return answer;
      const items = (answer.Parameters ?? []).flatMap(({ Name = "" }) => stageOf(Name) ?? []);
      return { items, next: answer.NextToken };
    },

    async published(stages, signal) {
      const names = stages.map(stackPath);
      const call = { operation: "GetParameters", subject: names.join(", "), signal };
      const command = new GetParametersCommand({ Names: names, WithDecryption: false });
      const answer = await callAws(call, () => client.send(command, { abortSignal: signal }));
      if (answer instanceof Refusal) return answer;
      return (answer.Parameters ?? []).flatMap(({ Name = "", Value = "" }) => {
        const stage = stageOf(Name);
        return stage === undefined ? [] : [believed(parseStack(stage, Value), isLoopback)];
      });
    },

    frozen: (stage, signal) => createFreeze({ client, stage }).frozen(signal),
    intents: (ledger, signal) => readLedger(ledger, signal, () => ledgerOf(ledger).intents()),
    records: (ledger, signal) => readLedger(ledger, signal, () => ledgerOf(ledger).records()),
  };
}

function believed(stack: PublishedStack | UnreadableStack, isLoopback: boolean): PublishedStack | UnreadableStack {
  if ("why" in stack || "table" in stack.ledger || isLoopback) return stack;
  const why = `the parameter ${stackPath(stack.stage)} names a file of this machine as its ledger`;
  return { stage: stack.stage, why: `${why}, which is believed of an AWS on this machine alone` };
}

async function readLedger<Item>(
  ledger: StackLedger,
  signal: AbortSignal,
  read: () => Promise<readonly Item[]>,
): Promise<Answer<readonly Item[]>> {
  const [operation, subject] = "table" in ledger ? ["Query", ledger.table] : ["ReadFile", ledger.file];
  return await callAws({ operation, subject, signal }, async () => {
    try {
      return await read();
    } catch (error) {
      // What it holds and this version cannot read, in our own words.
      if (!(error instanceof BridgeheadError)) throw error;
      return new Refusal({ kind: "misunderstood", code: error.name, operation, subject, detail: error.message });
    }
  });
}
