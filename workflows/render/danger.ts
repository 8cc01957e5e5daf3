import type { Diagnostic } from "../engine/definition/diagnostic.ts";
import { policyChange } from "../engine/plan/guards/policy-guards.ts";
import { overwritesCredential } from "../engine/plan/guards/plan-guards.ts";
import { type Finding, pendingChanges, type Plan } from "../engine/plan/plan.ts";
import { isSameKey } from "../engine/values/key.ts";
import { destructiveChanges, driftRemarks, ownRemarks } from "./change-text.ts";

/* What a reviewer must not overlook, told apart from what is only said. */

/** The code of a credential that stands in a file as text. */
const LITERAL = "literal-credential";

/** Credentials that whoever can read the repository can read. */
export function literalsIn(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ code, severity }) => code === LITERAL && severity !== "error");
}

/** Whether a finding is that an existing secret goes elsewhere, or that a resource that is there gets another one. */
export function isMovedSecret(finding: Finding, plan: Plan): boolean {
  const { about } = finding;
  const change = plan.changes.find(({ key }) => about !== null && isSameKey(key, about.key));
  const isNew = change?.action === "create" || change?.action === "adopt";
  return finding.isMoved !== undefined && (finding.isMoved || !isNew);
}

/** Whether what is allowed grows with it. */
export function loosensPolicy({ findings }: Pick<Plan, "findings">): boolean {
  return findings.some(({ code }) => code === policyChange.code);
}

/** How dangerous a plan is: it takes something away; it wants a look; it does neither. */
export function dangerOf(plan: Plan): "destroys" | "look" | "none" {
  if (destructiveChanges(plan).length > 0) return "destroys";
  const isLook =
    pendingChanges(plan).some(({ action }) => action === "adopt" || action === "forget") ||
    plan.findings.some((finding) => finding.code === overwritesCredential.code || isMovedSecret(finding, plan)) ||
    loosensPolicy(plan) ||
    literalsIn(plan.diagnostics).length > 0 ||
    ownRemarks(plan).length > 0 ||
    driftRemarks(plan).length > 0;
  return isLook ? "look" : "none";
}
