import type { Diagnostic, Severity } from "../definition/diagnostic.ts";
import { pointerSegments } from "../values/json.ts";
import { withHelper } from "../definition/locate.ts";
import type { Problems } from "../kinds/check.ts";
import type { Subject } from "../kinds/texts.ts";
import { plainText } from "../values/plain-text.ts";
import { codeOf, severityOf, type Severities } from "../definition/rule.ts";
import type { EngineFacts } from "./facts.ts";
import type { DefinitionSource } from "./source-map.ts";
import type { RuleTable } from "./rules.ts";
import type { DefinitionProblem, TellDefinition } from "./tell.ts";

/** Definitions may come from anybody: what they make us print, and keep in memory, is bounded for one and for all. */
const MOST = 100;
const MOST_OF_ALL = 10_000;
const LEAST = 5;
const MESSAGE_LENGTH = 400;

/** How many problems are listed of each of so many definitions: one number for all, so that no order counts. */
export function problemsListed(definitions: number): number {
  return Math.max(LEAST, Math.min(MOST, Math.floor(MOST_OF_ALL / definitions)));
}

/** The problems of one definition, for whoever interprets it. */
export interface DefinitionProblems extends Problems<EngineFacts> {
  /** The properties of the object at `path` that it does not have, as written. */
  unknownIn(path: string): readonly string[];
  /** Whether no more is listed: what is added is counted, and nobody is told what it is. */
  isFull(): boolean;
  /** Whether any error was added: a definition with one has no usable model. */
  broken(): boolean;
  all(): readonly Diagnostic[];
}

interface Collecting {
  readonly ruleOf: RuleTable;
  readonly severities: Severities;
  readonly tell: TellDefinition;
  /** So many are listed; the others are counted. */
  readonly most: number;
}

export function createProblems(
  subject: Subject & { readonly source: DefinitionSource },
  { ruleOf, severities, tell, most }: Collecting,
): DefinitionProblems {
  const { source } = subject;
  const diagnostics: Diagnostic[] = [];
  const brokenPaths = new Set<string>();
  const said = new Set<string>();
  const settled = new Set<string>();
  const unknown = new Map<string, string[]>();
  let left = 0;

  function push(name: string, path: string, facts: unknown): void {
    const code = codeOf(name);
    const severity = severityOf(ruleOf(code), severities);
    if (severity === "off") return;
    said.add(`${code} ${path}`);
    if (severity === "error") brokenPaths.add(path);
    if (diagnostics.length >= most) {
      left++;
      return;
    }
    // What is not listed explains nothing to anybody.
    if (code === "unknown-property") noteUnknown(path);
    diagnostics.push(diagnosticOf({ name, path, facts }, severity));
  }

  function diagnosticOf(problem: DefinitionProblem, severity: Severity): Diagnostic {
    const code = codeOf(problem.name);
    const { path } = problem;
    const { message, hint } = tell.problem(problem, subject);
    return {
      code,
      severity,
      message: plainText(message, MESSAGE_LENGTH),
      hint: plainText(withHelper(hint ?? ruleOf(code).fix, source.inHelper(path)), MESSAGE_LENGTH),
      ...source.locate(path),
    };
  }

  function noteUnknown(path: string): void {
    const slash = path.lastIndexOf("/");
    const [key = ""] = pointerSegments(path.slice(slash));
    const parent = path.slice(0, slash);
    const keys = unknown.get(parent);
    if (keys === undefined) unknown.set(parent, [key]);
    else keys.push(key);
  }

  return {
    add: push,
    settle: (path) => void settled.add(path),
    isSettled: (path) => settled.has(path),
    brokenAt: (path) => brokenPaths.has(path),
    has: (code, path) => said.size > 0 && said.has(`${code} ${path}`),
    unknownIn: (path) => unknown.get(path) ?? [],
    isFull: () => diagnostics.length >= most,
    broken: () => brokenPaths.size > 0,
    all() {
      if (left === 0) return diagnostics;
      // A definition that has an error is left out of the result, so an error has to be in the list.
      const severity = brokenPaths.size > 0 ? "error" : "info";
      return [...diagnostics, diagnosticOf({ name: "too-many-problems", path: "", facts: { left } }, severity)];
    },
  };
}
