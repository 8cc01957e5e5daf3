import type { Diagnostic } from "../definition/diagnostic.ts";
import { pointerSegments } from "../values/json.ts";
import { withHelper } from "../definition/locate.ts";
import type { Places, Problems } from "../kinds/check.ts";
import { plainText } from "../values/plain-text.ts";
import { severityOf, type Severities } from "../definition/rule.ts";
import type { RuleTable } from "./rules.ts";

/** Definitions may come from anybody: what they make us print, and keep in memory, is bounded for one and for all. */
const MOST = 100;
const MOST_OF_ALL = 10_000;
const LEAST = 5;
const MESSAGE_LENGTH = 400;

/** How many problems are listed of each of so many definitions: one number for all, so that no order counts. */
export function problemsListed(definitions: number): number {
  return Math.max(LEAST, Math.min(MOST, Math.floor(MOST_OF_ALL / definitions)));
}

/** `most`: so many are listed; the others are counted. */
export function createProblems(places: Places, ruleOf: RuleTable, severities: Severities, most: number): Problems {
  const diagnostics: Diagnostic[] = [];
  const brokenPaths = new Set<string>();
  const said = new Set<string>();
  const settled = new Set<string>();
  const unknown = new Map<string, string[]>();
  let left = 0;

  function push(code: string, path: string, message: string, hint: string | null): void {
    const rule = ruleOf(code);
    const severity = severityOf(rule, severities);
    if (severity === "off") return;
    said.add(`${code} ${path}`);
    if (code === "unknown-property") noteUnknown(path);
    if (severity === "error") brokenPaths.add(path);
    if (diagnostics.length >= most) {
      left++;
      return;
    }
    diagnostics.push({
      code,
      severity,
      message: plainText(message, MESSAGE_LENGTH),
      hint: plainText(withHelper(hint ?? rule.fix, places.inHelper(path)), MESSAGE_LENGTH),
      ...places.locate(path),
    });
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
      const message = `${left} more problems of this definition are not listed.`;
      const hint = ruleOf("too-many-problems").fix;
      return [...diagnostics, { code: "too-many-problems", severity, message, hint, ...places.locate("") }];
    },
  };
}
