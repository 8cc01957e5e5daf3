import { withCliServices } from "../../infra/compose/terminal.ts";
import type { JoinedRecords } from "../../workflows/plan/stacks/joined-records.ts";
import { detectDrift, type DriftAdvice, githubAdvice } from "../../workflows/detect-drift.ts";
import { ignoredCount } from "../../workflows/plan/drift-of.ts";
import { hasDrifted, renderDriftTerminal } from "../../workflows/render/drift.ts";
import { folderArgument } from "../../workflows/render/layout.ts";
import { withStacks } from "../find-stacks.ts";
import { jsonText } from "../output.ts";
import { planJson } from "../plan-json.ts";
import { readSource } from "../source.ts";
import { awsOptions, type Command } from "./command.ts";

/** What a stack manages is put right where the stack gets it from. */
function adviceOf(folder: string, flags: string, stackOf: JoinedRecords["stackOf"]): DriftAdvice {
  const inRepository = (stage: string): string => `in the repository of the stack "${stage}"`;
  return {
    file(file, key) {
      const stack = stackOf(key);
      return stack === undefined
        ? `${folder}/${file}`
        : `${githubAdvice(stack.folder).file(file, key)} ${inRepository(stack.stage)}`;
    },
    restore(asked, key) {
      const stack = stackOf(key);
      return stack === undefined
        ? `run \`npx --no bridgehead apply${folderArgument(folder)}${flags}\``
        : `${githubAdvice(stack.folder).restore(asked, key)} ${inRepository(stack.stage)}`;
    },
  };
}

export const drift: Command = {
  usage: "npx --no bridgehead drift [DIR] [--json] [--local]",
  takesFolder: true,
  options: awsOptions,
  async run(args, output, signal, kinds) {
    const { config, folder, root } = await readSource(args.folder, kinds);
    return await withCliServices({ kinds, root, local: args.flag("local"), signal }, async (services) => {
      const joined = await withStacks(services, output, signal);
      const advice = adviceOf(folder, args.flag("local") ? " --local" : "", joined.stackOf);
      const scope = { ignored: config.ignoreDrift };
      const { plan, drifted } = await detectDrift(advice, joined, { signal }, scope);
      const beside = { ignored: ignoredCount(drifted) };
      output.result(output.json ? jsonText(planJson(plan)) : renderDriftTerminal(plan, output, beside));
      return hasDrifted(plan) ? 2 : 0;
    });
  },
};
