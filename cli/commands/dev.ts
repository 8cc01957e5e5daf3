import process from "node:process";
import { createCliLog } from "../../infra/compose/terminal.ts";
import { FaultSpecError } from "../../infra/local/aws/faults/fault-values.ts";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import { faultHelp, parseFault } from "../../infra/local/aws/faults/parse-fault.ts";
import { CliError } from "../cli-error.ts";
import { startLocalStack } from "../local/stack.ts";
import { type Command, commonOptions } from "./command.ts";

const DEFAULT_PORT = 4700;
/** The one fault of the local GitHub that has a name. */
const LATE_INDEX = "late-index";

export const dev: Command = {
  usage: "npx --no bridgehead dev [--port N] [--fault NAME[=VALUE]]…",
  takesFolder: false,
  options: {
    ...commonOptions,
    port: { type: "string", value: "N", doc: `first of three ports, ${DEFAULT_PORT} by default; 0 picks free ones` },
    fault: {
      type: "string",
      multiple: true,
      value: "NAME[=VALUE]",
      doc: "what goes wrong in the local AWS and GitHub; may be repeated; `--fault help` lists them",
    },
  },
  async run(args, output, signal) {
    if (args.texts("fault").includes("help")) {
      output.result(faultList());
      return 0;
    }
    const port = parsePort(args.text("port"));
    const given = args.texts("fault");
    const lateIndex = given.filter(isLateIndex).map(asksOf).at(-1) ?? 0;
    const faults = given.filter((fault) => !isLateIndex(fault)).map(faultFrom);
    const stack = await startLocalStack({ port, faults, log: createCliLog({ level: "info" }) }).catch(
      (cause: unknown) => {
        if (!(cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE")) throw cause;
        throw new CliError(
          `a port from ${port} to ${port + 2} is taken`,
          "name another with --port, or --port 0",
          cause,
        );
      },
    );
    try {
      stack.github.lateIndex(lateIndex);
      const { aws, github, webhookUrl, webhookSecret } = stack;
      output.result(
        JSON.stringify({
          aws: aws.url,
          github: github.apiUrl,
          webhook: webhookUrl,
          repository: github.cloneUrl,
          secret: webhookSecret,
        }),
      );
      output.note("Serving until stopped (Ctrl-C). In another terminal:");
      output.note(`  git clone ${github.cloneUrl}`);
      output.note(`  AWS_ENDPOINT_URL=${aws.url} npx --no bridgehead plan`);
      output.note(`  AWS_ENDPOINT_URL=${aws.url} npx --no bridgehead status   # what this stack manages`);
      await untilStopped(signal);
      return 0;
    } finally {
      await stack.close();
    }
  },
};

/** Until a signal; under npm and npx, which pass none on, also until they have gone. */
async function untilStopped(signal: AbortSignal): Promise<void> {
  const parent = process.ppid;
  await new Promise<void>((resolve) => {
    const watch = setInterval(() => {
      if (process.env["npm_execpath"] !== undefined && process.ppid !== parent) resolve();
    }, 500);
    signal.addEventListener("abort", () => resolve(), { once: true });
    watch.unref();
  });
}

function isLateIndex(given: string): boolean {
  return given.split("=")[0] === LATE_INDEX;
}

function asksOf(given: string): number {
  const asks = given.slice(LATE_INDEX.length + 1);
  if (/^\d{1,6}$/.test(asks)) return Number(asks);
  throw new CliError(`the fault "${LATE_INDEX}" takes a number`, `such as --fault ${LATE_INDEX}=2`);
}

function faultFrom(given: string): Fault {
  try {
    return parseFault(given);
  } catch (cause) {
    if (!(cause instanceof FaultSpecError)) throw cause;
    throw new CliError(cause.message, "`npx --no bridgehead dev --fault help` lists the faults", cause);
  }
}

function faultList(): string {
  const width = Math.max(...faultHelp.map(({ usage }) => usage.length)) + 2;
  return [
    "Faults of the local AWS, for --fault and for POST /_bridgehead/faults",
    "",
    ...faultHelp.map(({ usage, doc }) => `  ${usage.padEnd(width)}${doc}`),
    "",
    "What follows a comma chooses the calls: service=, operation=, name=, every=N, times=N, as in",
    "  --fault throttle,operation=CreateResource,times=2",
    "",
    "Of the local GitHub, for --fault",
    "",
    `  ${`${LATE_INDEX}=N`.padEnd(width)}names a commit's pull requests only after N asks about it`,
  ].join("\n");
}

function parsePort(given: string | undefined): number {
  if (given === undefined) return DEFAULT_PORT;
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port <= 65_533) return port;
  throw new CliError(`"${given}" is not a port`, "--port takes a number from 0 to 65533");
}
