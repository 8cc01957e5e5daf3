import { createCliLog } from "../../infra/compose/terminal.ts";
import { offlineServices } from "../../infra/compose/offline.ts";
import { hasErrors } from "../../workflows/engine/definition/diagnostic.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { folderArgument } from "../../workflows/render/layout.ts";
import { renderDiagnosticsTerminal } from "../../workflows/render/terminal.ts";
import { CliError } from "../cli-error.ts";
import { createNarrator } from "../demo/narrator.ts";
import { tellStory } from "../demo/story.ts";
import { localTarget, startLocalStack } from "../local/stack.ts";
import { jsonText } from "../output.ts";
import { readSource } from "../source.ts";
import { type Command, commonOptions } from "./command.ts";

export const demo: Command = {
  usage: "npx --no bridgehead demo [--definitions DIR] [--json]",
  takesFolder: false,
  options: {
    ...commonOptions,
    definitions: { type: "string", value: "DIR", doc: "tell it with these definitions" },
  },
  async run(args, output, signal, kinds) {
    const source = await readSource(args.text("definitions"), kinds);
    const services = { ...offlineServices(), kinds, region: localTarget.region };
    const { definitions, diagnostics } = await readDefinitions(source, services, signal);
    if (hasErrors(diagnostics)) {
      output.note(renderDiagnosticsTerminal(diagnostics, source.texts, output));
      throw new CliError(
        `the definitions in "${source.folder}" have errors`,
        `correct them: \`npx --no bridgehead validate${folderArgument(source.folder)}\` checks`,
      );
    }
    const runs: RunResult[] = [];
    const log = createCliLog({ level: "error" });
    const stack = await startLocalStack({ port: 0, log, onRun: (run) => void runs.push(run) });
    try {
      const narrator = createNarrator(output);
      const result = await tellStory({ stack, source, definitions, narrator, runs });
      if (output.json) output.result(jsonText(result));
      narrator.step("Where to go next");
      narrator.say("npx --no bridgehead dev            the same, and it stays: clone, push and merge yourself");
      narrator.say("npx --no bridgehead plan --local   plan your own definitions without an account");
      narrator.say("README.md                          how to put it on a real repository");
      return 0;
    } finally {
      await stack.close();
    }
  },
};
