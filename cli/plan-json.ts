import { acceptanceDigest } from "../workflows/engine/acceptance.ts";
import type { Finding, Plan } from "../workflows/engine/plan.ts";
import type { RunResult } from "../workflows/engine/result.ts";

/** The document that `plan --json` prints: the plan, less what only the executor needs. */
export function planJson(plan: Plan): object {
  return {
    digest: plan.digest,
    accept: acceptanceDigest(plan, null),
    counts: plan.counts,
    changes: plan.changes.map(({ key: { type }, id, name, action, reason, digest, file, line, properties }) => ({
      type,
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
    findings: plan.findings.map(findingJson),
  };
}

function findingJson({ code, level, message, about }: Finding): object {
  return { code, level, message, type: about?.key.type ?? null, name: about?.name ?? null };
}

/** The document that `apply --json` prints. */
export function resultJson({ outcome, reason, results }: RunResult): object {
  return { outcome, reason, results: results.map(({ key: { type }, ...result }) => ({ type, ...result })) };
}
