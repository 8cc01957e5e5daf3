import { didYouMean } from "../../workflows/engine/values/did-you-mean.ts";
import { type ExplainedRule, explainRules } from "../../workflows/engine/help/examples/explained-rules.ts";
import { type ExplainedGuard, explainedGuards } from "../../workflows/engine/help/examples/guard-pages.ts";
import { renderExplanationTerminal, renderRuleListTerminal } from "../../workflows/render/explanation.ts";
import { renderGuardListTerminal, renderGuardTerminal } from "../../workflows/render/guard-page.ts";
import { CliError } from "../cli-error.ts";
import { jsonText, type Output } from "../output.ts";
import { type Command, commonOptions } from "./command.ts";

/** What a code means: of a diagnostic, of a finding, or of both where both are about the same mistake. */
interface Meaning {
  readonly rule: ExplainedRule | undefined;
  readonly finding: ExplainedGuard | undefined;
}

export const explain: Command = {
  usage: "npx --no bridgehead explain [CODE…] [--json]",
  takesFolder: false,
  takesNames: true,
  options: commonOptions,
  run(args, output, _, kinds) {
    const rules = explainRules(kinds);
    const meanings = args.names.map((code) => meaningOf(code, rules));
    if (output.json) output.result(jsonText(documentOf(meanings, rules)));
    else if (meanings.length === 0) output.result(listOf(rules, output));
    else output.result(meanings.flatMap((meaning) => textsOf(meaning, output)).join("\n\n\n"));
    return Promise.resolve(0);
  },
};

function meaningOf(code: string, rules: readonly ExplainedRule[]): Meaning {
  const rule = rules.find((each) => each.code === code);
  const finding = explainedGuards.find((each) => each.code === code);
  if (rule !== undefined || finding !== undefined) return { rule, finding };
  const near = didYouMean(
    code,
    [...rules, ...explainedGuards].map((each) => each.code),
  );
  const hint =
    near === undefined
      ? "`npx --no bridgehead explain` lists all codes"
      : `did you mean \`npx --no bridgehead explain ${near}\`?`;
  throw new CliError(`there is no diagnostic and no finding with the code "${code}"`, hint);
}

function listOf(rules: readonly ExplainedRule[], output: Output): string {
  return [
    renderRuleListTerminal(rules, output),
    "",
    "Findings, of plans and of resources as they are:",
    "",
    renderGuardListTerminal(explainedGuards, output),
    "",
    "`npx --no bridgehead explain CODE` says more about one.",
  ].join("\n");
}

function textsOf({ rule, finding }: Meaning, output: Output): readonly string[] {
  return [
    ...(rule === undefined ? [] : [renderExplanationTerminal(rule, output)]),
    ...(finding === undefined ? [] : [renderGuardTerminal(finding, output)]),
  ];
}

function documentOf(meanings: readonly Meaning[], rules: readonly ExplainedRule[]): object {
  if (meanings.length === 0) return { rules: rules.map(rowOf), findings: explainedGuards.map(guardRowOf) };
  const pages = meanings.map(pageOf);
  return pages.length === 1 ? (pages[0] ?? {}) : { rules: pages };
}

function rowOf({ code, severity, title }: ExplainedRule): object {
  return { code, severity, title };
}

function guardRowOf({ code, holds, title }: ExplainedGuard): object {
  return { code, holds, title };
}

function pageOf({ rule, finding }: Meaning): object {
  if (rule === undefined) return finding ?? {};
  // The severities say what the floor does.
  const { floor: _, ...page } = rule;
  return finding === undefined ? page : { ...page, finding };
}
