import { withCliServices } from "../../infra/compose/terminal.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { renderStatusTerminal } from "../../workflows/render/status.ts";
import { withStacks } from "../find-stacks.ts";
import { jsonText } from "../output.ts";
import { readSource } from "../source.ts";
import { awsOptions, type Command } from "./command.ts";

export const status: Command = {
  usage: "npx --no bridgehead status [DIR] [--json] [--local]",
  takesFolder: true,
  options: awsOptions,
  async run(args, output, signal, kinds) {
    const { root } = await readSource(args.folder, kinds);
    return await withCliServices({ kinds, root, local: args.flag("local"), signal }, async (services) => {
      const connections = await readStatus(await withStacks(services, output, signal), { signal });
      output.result(output.json ? jsonText({ connections }) : renderStatusTerminal(connections, output));
      return connections.every(({ usable }) => usable) ? 0 : 1;
    });
  },
};
