import type { Program } from "acorn";
import type { TextLocation } from "../values/text-locations.ts";
import type { ForeignSyntax } from "./facts.ts";
import { foreignLanguage } from "./foreign-text.ts";
import { mergeMark } from "./leftover-text.ts";
import { type FileProblem, type Problem, problem, startOf } from "./problem.ts";
import type { SourceFile } from "../definition/evaluation.ts";

/** What a text is that does not parse at a location, where that says more than the parser; undefined: it is nothing known. */
export function unparsedText(
  { path, text }: SourceFile,
  location: TextLocation,
): Problem<"syntax-error/merge" | "foreign-document/language"> | undefined {
  const mark = mergeMark(text, location.line);
  if (mark !== undefined) return problem("syntax-error/merge", { file: path, ...mark });
  const language = foreignLanguage(path, text);
  return language && problem("foreign-document/language", { file: path, ...location }, { language });
}

/** The same of a module, else what stands there that no module has, else what the parser said, without what it quotes. */
export function unparsedModule(
  file: SourceFile,
  location: TextLocation,
  { said, syntax }: { readonly said: string; readonly syntax: ForeignSyntax | undefined },
): FileProblem {
  const at = { file: file.path, ...location };
  const known = unparsedText(file, location);
  if (known !== undefined) return known;
  return syntax === undefined
    ? problem("syntax-error/module", at, { said })
    : problem("syntax-error/foreign", at, { syntax });
}

/** YAML that parses as TypeScript, where its first key is a label. By purpose only loops have labels. */
export function yamlText(
  { path, text }: SourceFile,
  { body: [first] }: Program,
): Problem<"foreign-document/language"> | undefined {
  if (first?.type !== "LabeledStatement") return undefined;
  const isKey = first.body.type === "ExpressionStatement" || first.body.type === "LabeledStatement";
  const language = isKey ? foreignLanguage(path, text) : undefined;
  return language && problem("foreign-document/language", startOf(path), { language });
}
