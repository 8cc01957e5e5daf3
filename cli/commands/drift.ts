import { withCliServices } from "../../infra/compose/terminal.ts";
import { detectDrift } from "../../workflows/detect-drift.ts";
import { hasDrifted, renderDriftTerminal } from "../../workflows/render/drift.ts";
import { jsonText } from "../output.ts";
import { planJson } from "../plan-json.ts";
import { readSource } from "../source.ts";
import { awsOptions, type Command } from "./command.ts";

export const drift: Command = {
  usage: "bridgehead drift [DIR] [--json] [--local]",
  takesFolder: true,
  options: awsOptions,
  async run(args, output, signal, kinds) {
    const { folder, root } = await readSource(args.folder, kinds);
    return await withCliServices({ kinds, root, local: args.flag("local"), signal }, async (services) => {
      const advice = {
        file: (file: string) => `${folder}/${file}`,
        restore: () => `run \`npx --no bridgehead apply ${folder}\``,
      };
      const { plan } = await detectDrift(advice, services, { signal });
      output.result(output.json ? jsonText(planJson(plan)) : renderDriftTerminal(plan, output));
      return hasDrifted(plan) ? 2 : 0;
    });
  },
};
