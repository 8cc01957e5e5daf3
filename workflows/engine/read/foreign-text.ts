import type { Program } from "acorn";
import type { Diagnostic, Location } from "../definition/diagnostic.ts";
import { diagnose, startOf } from "./problem.ts";
import { conflictIn } from "./leftover-text.ts";
import type { Place } from "../values/text-places.ts";

/** A file that is written in another language than its ending says, and what to do about it. */
interface ForeignText {
  /** What it is, in words that follow "the file is". */
  readonly what: string;
  readonly hint: string;
}

interface Language extends ForeignText {
  /** On the file's beginning, without comments and blank lines before it. Every repetition is bounded. */
  readonly pattern: RegExp;
  /** Endings of the files in which it is found by mistake. */
  readonly endings: readonly ("ts" | "json")[];
}

const both = ["ts", "json"] as const;
const define = 'Write `await AWS.Events.Connection("name", { … })` in a .ts file, or a JSON object';

const languages: readonly Language[] = [
  {
    what: "Terraform, which Bridgehead does not read",
    pattern:
      /^(?:resource|data|variable|module|output|provider)\s{1,10}"[^"\n]{0,200}"[^\n]{0,200}\{|^(?:terraform|locals)\s{0,10}\{/,
    hint: `${define}: \`api_key { key, value }\` is \`authParameters: { apiKeyName, apiKey }\`, other names are camelCase.`,
    endings: both,
  },
  {
    what: "a CloudFormation template in YAML, which Bridgehead does not read",
    pattern: /^(?:---\s{0,10}\n)?(?:AWSTemplateFormatVersion|Transform|Resources|Type)["']?\s{0,10}:(?:[^:]|$)/,
    hint: `${define}, with what stands in \`Properties\`: the names are the same.`,
    endings: both,
  },
  {
    what: "Python, which Bridgehead does not read",
    pattern:
      /^(?:from\s{1,10}[\w.]{1,100}\s{1,10}import\s|import\s{1,10}[\w.]{1,100}(?:\s{1,10}as\s{1,10}\w{1,100})?\s{0,10}\n)/,
    hint: `${define}.`,
    endings: both,
  },
  {
    what: "XML, which Bridgehead does not read",
    pattern: /^<[?!A-Za-z]/,
    hint: `${define}.`,
    endings: ["json"],
  },
  {
    what: "JSON in a .ts file",
    pattern: /^(?:\{\s{0,1000}"[^"\n]{0,200}"\s{0,10}:|\[\s{0,1000}\{\s{0,1000}")/,
    hint: "Rename the file: JSON has the ending .json.",
    endings: ["ts"],
  },
  {
    what: "TypeScript in a .json file",
    pattern: /^(?:import|export|const|let|var|await|async|function|module|type|interface|AWS)\b/,
    hint: "Rename the file: TypeScript has the ending .ts.",
    endings: ["json"],
  },
  {
    what: "YAML, which Bridgehead does not read",
    pattern: /^(?:---\s|(?:- )?[A-Za-z_$][\w$-]{0,100}["']?\s{0,10}:(?:\s|$))/,
    hint: "Write it as JSON, with the same names in double quotes, or as TypeScript.",
    endings: both,
  },
];

interface File {
  readonly path: string;
  readonly text: string;
}

/** The diagnostic about a text that does not parse: what else it is, where that is known, else what the parser says. */
export function syntaxDiagnostic(file: File, place: Place, message: string, hint: string | null = null): Diagnostic {
  const conflict = conflictIn(file.path, file.text, place.line);
  if (conflict !== undefined) return conflict;
  const at = { file: file.path, ...place };
  return foreignDiagnostic(file, at) ?? diagnose("syntax-error", at, message, hint);
}

/**
 * The diagnostic about YAML that parses as TypeScript, where its first key is a label. undefined: it is none. By purpose
 * only loops have labels.
 */
export function yamlDiagnostic(file: File, { body: [first] }: Program): Diagnostic | undefined {
  if (first?.type !== "LabeledStatement") return undefined;
  const isKey = first.body.type === "ExpressionStatement" || first.body.type === "LabeledStatement";
  return isKey ? foreignDiagnostic(file, startOf(file.path)) : undefined;
}

function foreignDiagnostic({ path, text }: File, at: Location): Diagnostic | undefined {
  const foreign = foreignText(path, text);
  return foreign && diagnose("foreign-document", at, `the file is ${foreign.what}`, foreign.hint);
}

/** What a file is by its beginning; undefined when it is nothing else that is known. */
function foreignText(path: string, text: string): ForeignText | undefined {
  const ending = path.endsWith(".json") ? "json" : "ts";
  const beginning = withoutComments(text.slice(0, 4_000));
  return languages.find(({ pattern, endings }) => endings.includes(ending) && pattern.test(beginning));
}

/** The text from its first line that is neither blank nor a comment. */
function withoutComments(text: string): string {
  const lines = text.split(/\r\n|[\n\r]/);
  const first = lines.findIndex((line) => line.trim() !== "" && !/^\s*(?:#|\/\/|\/?\*)/.test(line));
  return first === -1 ? "" : lines.slice(first).join("\n").trimStart();
}
