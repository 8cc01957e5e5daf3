import { randomUUID } from "node:crypto";
import { type CliServices, withCliServices } from "../../infra/compose/terminal.ts";
import { applyDefinitions } from "../../workflows/apply/apply-definitions.ts";
import { isBesideUnknown } from "../../workflows/engine/plan/guards/stack-guards.ts";
import { acceptanceDigest, isDigest } from "../../workflows/engine/plan/review/acceptance.ts";
import { keyText } from "../../workflows/engine/values/key.ts";
import { limitsOf } from "../../workflows/engine/policy/limits.ts";
import { pendingChanges, type Plan } from "../../workflows/engine/plan/plan.ts";
import type { Outcome, Reason, RunResult } from "../../workflows/engine/plan/write/result.ts";
import { reviewShown } from "../../workflows/engine/plan/review/review.ts";
import type { Beside } from "../../workflows/plan/stacks/read-stacks.ts";
import { takeLock } from "../../workflows/apply/lease.ts";
import { planDefinitions, readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { renderResultTerminal } from "../../workflows/render/terminal.ts";
import { findStacks, noteUnknown, stageOption } from "../find-stacks.ts";
import { CliError } from "../cli-error.ts";
import { jsonText, type Output } from "../output.ts";
import { resultJson } from "../plan-json.ts";
import { showProgress } from "../progress.ts";
import { readSource } from "../source.ts";
import { awsOptions, type Command, type ExitStatus } from "./command.ts";
import { flagsOf, noteMadeUp, showPlan } from "./plan.ts";
import process from "node:process";
import { createInterface } from "node:readline/promises";

/** A private OAuth connection may take 20 minutes to be authorised. */
const LONGEST_RUN_MS = 25 * 60 * 1000;

const exitStatuses: Readonly<Record<Outcome, ExitStatus>> = {
  applied: 0,
  "no-changes": 0,
  continued: 2,
  held: 1,
  failed: 1,
  refused: 1,
};

export const apply: Command = {
  usage: "npx --no bridgehead apply [DIR] [--stage NAME] [--yes] [--accept DIGEST] [--json] [--local]",
  takesFolder: true,
  options: {
    ...awsOptions,
    ...stageOption,
    yes: { type: "boolean", doc: "do not ask: the plan as it is now is accepted, but for blocking findings" },
    accept: {
      type: "string",
      value: "DIGEST",
      doc: "accept exactly the plan and the findings that `plan` printed with this digest",
    },
  },
  async run(args, output, signal, kinds) {
    const accept = args.text("accept") ?? null;
    if (accept !== null && !isDigest(accept)) {
      throw new CliError(
        "--accept wants a whole digest, 64 hexadecimal digits",
        "`npx --no bridgehead plan` prints it",
      );
    }
    const source = await readSource(args.folder, kinds);
    return await withCliServices(
      { kinds, root: source.root, local: args.flag("local"), signal },
      async (own, local) => {
        const services = { ...own, limits: limitsOf(source.config) };
        const definitions = await readDefinitions(source, { ...services, region: services.target.region }, signal);
        noteMadeUp(definitions, local, output);
        const { stacks, beside } = await findStacks(services, signal, args.text("stage") ?? null);
        const shown = { ...services, beside: { ...beside, stacks: async () => stacks } };
        const { plan } = await planDefinitions(definitions, "all", shown, { signal });
        const flags = flagsOf(args);
        const view = { ...output, flags, ...(output.json ? { result: output.note } : {}) };
        showPlan(plan, source, view);
        if (plan.digest === null) noteUnknown(stacks, output);
        const refusal =
          stacks.unknown.length > 0
            ? "stacks-unknown"
            : await refusalOf(plan, { accept, yes: args.flag("yes") }, output, signal);
        const result =
          refusal === undefined
            ? await applyPlan({ plan, definitions, accept }, { ...services, beside }, output, signal)
            : { outcome: "refused" as const, reason: refusal, results: [] };
        output.result(
          output.json
            ? jsonText(resultJson(result))
            : renderResultTerminal(result, plan, { ...output, flags, folder: source.folder }),
        );
        return exitStatuses[result.outcome];
      },
    );
  },
};

/** The answer, or `--yes`, or `--accept`, is the review. */
async function refusalOf(
  plan: Plan,
  given: { readonly accept: string | null; readonly yes: boolean },
  output: Output,
  signal: AbortSignal,
): Promise<Reason | undefined> {
  if (plan.digest === null || pendingChanges(plan).length === 0) return undefined;
  if (given.accept === plan.digest) return "accept-of-plan";
  if (given.accept !== null) return given.accept === acceptanceDigest(plan, null) ? undefined : "accept-mismatch";
  if (given.yes) return undefined;
  const answer = await confirm("Apply this plan?", signal);
  if (answer === undefined) output.note("There is no terminal to ask on: pass --yes to apply without a question.");
  return answer === true ? undefined : "not-confirmed";
}

/** Whether a plan has no change that another one has not. */
function isWithin(plan: Plan, shown: Plan): boolean {
  const known = new Map(pendingChanges(shown).map(({ key, digest }) => [keyText(key), digest]));
  return pendingChanges(plan).every(({ key, digest }) => known.get(keyText(key)) === digest);
}

async function applyPlan(
  shown: {
    readonly plan: Plan;
    readonly definitions: Parameters<typeof applyDefinitions>[0]["definitions"];
    readonly accept: string | null;
  },
  services: CliServices & { readonly beside: Beside },
  output: Output,
  signal: AbortSignal,
): Promise<RunResult> {
  const run = randomUUID();
  const keeper = await takeLock(services.ledger, run, services);
  if ("heldUntil" in keeper) return { outcome: "refused", reason: "target-locked", results: [] };
  const view = showProgress(output);
  try {
    const { result } = await applyDefinitions(
      {
        run,
        commit: null,
        repository: null,
        definitions: shown.definitions,
        read: "all",
        keeper,
        deadline: services.clock.now() + LONGEST_RUN_MS,
        // Whatever changed since the plan was shown, nobody has seen. What an earlier run had begun may be done by now.
        select: (plan) => {
          if (isBesideUnknown(plan)) return { refused: "stacks-unknown" };
          return isWithin(plan, shown.plan) ? { plan } : { refused: "accept-mismatch" };
        },
        review: ({ plan }) =>
          reviewShown({
            plan,
            kinds: services.kinds,
            isAccepted: shown.accept !== null && shown.accept === acceptanceDigest(plan, null),
          }),
      },
      { ...services, onEvent: view.onEvent },
      signal,
    );
    return result;
  } catch (error) {
    const standing = view.standing();
    if (!signal.aborted || standing === "") throw error;
    throw new CliError(`stopped: ${standing}`, "run the command again: it continues what is under way");
  } finally {
    view.end();
    await keeper.release();
  }
}

/** Asks on the terminal; undefined: there is nobody to ask. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await dialogue.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    dialogue.close();
  }
}
