import { type ExplainedRule, explainRules } from "../../workflows/engine/examples/explained-rules.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { didYouMean } from "../../workflows/engine/did-you-mean.ts";
import { renderExplanationTerminal, renderRuleListTerminal } from "../../workflows/render/explanation.ts";
import { CliError } from "../cli-error.ts";
import { jsonText } from "../output.ts";
import { type Command, commonOptions } from "./command.ts";

const explainedRules = explainRules(builtinKinds);

export const explain: Command = {
  usage: "bridgehead explain [CODE…] [--json]",
  takesFolder: false,
  takesNames: true,
  options: commonOptions,
  run(args, output) {
    const rules = args.names.map(ruleOf);
    if (output.json) {
      const rows = explainedRules.map(({ code, severity, title }) => ({ code, severity, title }));
      const pages = rules.map(pageOf);
      output.result(jsonText(pages.length === 0 ? { rules: rows } : pages.length === 1 ? pages[0] : { rules: pages }));
    } else if (rules.length === 0) {
      output.result(renderRuleListTerminal(explainedRules, output));
    } else {
      output.result(rules.map((rule) => renderExplanationTerminal(rule, output)).join("\n\n\n"));
    }
    return Promise.resolve(0);
  },
};

/** The severities say what the floor does. */
function pageOf(rule: ExplainedRule): Omit<ExplainedRule, "floor"> {
  const { floor: _, ...page } = rule;
  return page;
}

function ruleOf(name: string): ExplainedRule {
  const rule = explainedRules.find(({ code }) => code === name);
  if (rule !== undefined) return rule;
  const near = didYouMean(
    name,
    explainedRules.map(({ code }) => code),
  );
  const hint =
    near === undefined ? "`bridgehead explain` lists all codes" : `did you mean \`bridgehead explain ${near}\`?`;
  throw new CliError(`there is no diagnostic with the code "${name}"`, hint);
}
