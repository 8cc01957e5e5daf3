import type { Diagnostic } from "../diagnostic.ts";
import type { Places } from "./places.ts";
import { plainText } from "./plain-text.ts";
import { severityOf, type Severities } from "./rule.ts";
import { ruleOf, type RuleCode } from "./rules.ts";

/** What is wrong with one definition, collected while it is interpreted: nothing stops at the first problem. */
export interface Problems {
  /** `path` is a JSON Pointer in CloudFormation's spelling. No text given here may come from a credential. */
  add(code: RuleCode, path: string, message: string, hint: string | null): void;
  /** Whether there is an error already at this very path. */
  brokenAt(path: string): boolean;
  /** Whether any error was added: a definition with one has no usable model. */
  broken(): boolean;
  all(): readonly Diagnostic[];
}

/** A definition may come from anybody: what it makes us print is bounded. */
const MOST = 100;
const MESSAGE_LENGTH = 400;

export function createProblems(places: Places, severities: Severities): Problems {
  const diagnostics: Diagnostic[] = [];
  const brokenPaths = new Set<string>();
  let left = 0;

  function push(code: RuleCode, path: string, message: string, hint: string | null): void {
    const severity = severityOf(ruleOf(code), severities);
    if (severity === "off") return;
    if (severity === "error") brokenPaths.add(path);
    if (diagnostics.length >= MOST) {
      left++;
      return;
    }
    diagnostics.push({
      code,
      severity,
      message: plainText(message, MESSAGE_LENGTH),
      hint: hint === null ? null : plainText(hint, MESSAGE_LENGTH),
      ...places.locate(path),
    });
  }

  return {
    add: push,
    brokenAt: (path) => brokenPaths.has(path),
    broken: () => brokenPaths.size > 0,
    all() {
      if (left === 0) return diagnostics;
      // A definition that has an error is left out of the result, so an error has to be in the list.
      const severity = brokenPaths.size > 0 ? "error" : "info";
      const message = `${left} more problems of this definition are not listed.`;
      return [...diagnostics, { code: "too-many-problems", severity, message, hint: null, ...places.locate("") }];
    },
  };
}
