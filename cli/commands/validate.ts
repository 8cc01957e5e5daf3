import { hasErrors } from "../../workflows/engine/definition/diagnostic.ts";
import { readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { renderDiagnosticsTerminal } from "../../workflows/render/terminal.ts";
import { offlineServices } from "../../infra/compose/offline.ts";
import { jsonText } from "../output.ts";
import { readSource } from "../source.ts";
import { type Command, commonOptions } from "./command.ts";

export const validate: Command = {
  usage: "npx --no bridgehead validate [DIR] [--json]",
  takesFolder: true,
  options: commonOptions,
  async run(args, output, signal, kinds) {
    const services = offlineServices();
    const source = await readSource(args.folder, kinds);
    const { definitions, diagnostics } = await readDefinitions(source, { ...services, kinds }, signal);
    if (output.json) {
      const rows = definitions.map(({ key: { type }, id, name, file, line }) => ({ type, id, name, file, line }));
      output.result(jsonText({ definitions: rows, diagnostics }));
    } else {
      if (diagnostics.length > 0) output.result(renderDiagnosticsTerminal(diagnostics, source.texts, output));
      const count = definitions.length === 1 ? "1 definition" : `${definitions.length} definitions`;
      output.result(hasErrors(diagnostics) ? "The definitions have errors." : `${count}, no errors.`);
    }
    return hasErrors(diagnostics) ? 1 : 0;
  },
};
