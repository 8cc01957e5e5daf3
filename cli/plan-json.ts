import type { Plan } from "../workflows/engine/plan.ts";

/** The document that `plan --json` prints: the plan, less what only the executor needs. */
export function planJson(plan: Plan): object {
  return {
    digest: plan.digest,
    counts: plan.counts,
    changes: plan.changes.map(({ id, name, action, reason, digest, file, line, properties }) => ({
      id,
      name,
      action,
      reason,
      digest,
      file,
      line,
      properties,
    })),
    diagnostics: plan.diagnostics,
    findings: plan.findings,
  };
}
