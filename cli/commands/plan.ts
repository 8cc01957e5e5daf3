import { makeUpParameters, withCliServices } from "../../infra/compose/terminal.ts";
import type { LocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { DefinitionSet } from "../../workflows/engine/definition/definition.ts";
import { hasErrors } from "../../workflows/engine/definition/diagnostic.ts";
import { limitsOf } from "../../workflows/engine/policy/limits.ts";
import { pendingChanges, type Plan } from "../../workflows/engine/plan/plan.ts";
import { planDefinitions, readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { renderPlanComment } from "../../workflows/render/plan-comment.ts";
import { renderDiagnosticsTerminal, renderPlanTerminal } from "../../workflows/render/terminal.ts";
import type { Arguments } from "../arguments.ts";
import { findStacks, noteUnknown, stageOption } from "../find-stacks.ts";
import { CliError } from "../cli-error.ts";
import { jsonText, type Output } from "../output.ts";
import { planJson } from "../plan-json.ts";
import { type LocalSource, readSource } from "../source.ts";
import { awsOptions, type Command, type ExitStatus } from "./command.ts";

export const plan: Command = {
  usage: "npx --no bridgehead plan [DIR] [--stage NAME] [--json | --markdown] [--local]",
  takesFolder: true,
  options: {
    ...awsOptions,
    ...stageOption,
    markdown: { type: "boolean", doc: "print the text of the comment that the bot would post" },
  },
  async run(args, output, signal, kinds) {
    if (output.json && args.flag("markdown")) {
      throw new CliError("--json and --markdown are two answers to one question", "pass one of them");
    }
    const source = await readSource(args.folder, kinds);
    return await withCliServices(
      { kinds, root: source.root, local: args.flag("local"), signal },
      async (own, local) => {
        const services = { ...own, limits: limitsOf(source.config) };
        const definitions = await readDefinitions(source, { ...services, region: services.target.region }, signal);
        noteMadeUp(definitions, local, output);
        const { stacks, beside } = await findStacks(services, signal, args.text("stage") ?? null);
        const here = { ...services, beside: { ...beside, stacks: async () => stacks } };
        const { plan: planned } = await planDefinitions(definitions, "all", here, { signal });
        // Where there is no plan, no finding of it is shown.
        if (planned.digest === null) noteUnknown(stacks, output);
        if (output.json) output.result(jsonText(planJson(planned)));
        else if (args.flag("markdown")) output.result(planMarkdown(planned, source, flagsOf(args)));
        else showPlan(planned, source, { ...output, flags: flagsOf(args) });
        return exitStatusOf(planned);
      },
    );
  },
};

/** What a command to copy has to take over, with the space before it: its digest is of that. */
export function flagsOf(args: Arguments): string {
  const stage = args.text("stage");
  return `${stage === undefined ? "" : ` --stage ${stage}`}${args.flag("local") ? " --local" : ""}`;
}

export function showPlan(planned: Plan, source: LocalSource, output: Output & { readonly flags: string }): void {
  if (planned.diagnostics.length > 0) {
    output.result(renderDiagnosticsTerminal(planned.diagnostics, source.texts, output));
  }
  output.result(renderPlanTerminal(planned, { ...output, folder: source.folder }));
}

/** With `--local` nobody could have put the parameters there. */
export function noteMadeUp({ definitions }: DefinitionSet, local: LocalAws | undefined, output: Output): void {
  const made = local === undefined ? [] : makeUpParameters(definitions, local);
  if (made.length > 0) output.note(`note: the local AWS has no ${made.join(", ")}: made-up values were put there`);
}

function planMarkdown(planned: Plan, { folder }: LocalSource, flags: string): string {
  return renderPlanComment(planned, { folder, flags, pullRequest: null, head: null, base: null, baseBranch: null });
}

function exitStatusOf(planned: Plan): ExitStatus {
  if (
    planned.digest === null ||
    hasErrors(planned.diagnostics) ||
    planned.findings.some(({ level }) => level === "block")
  )
    return 1;
  return pendingChanges(planned).length > 0 ? 2 : 0;
}
