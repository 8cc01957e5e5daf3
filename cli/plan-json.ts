import { acceptanceDigest } from "../workflows/engine/plan/review/acceptance.ts";
import { isSameKey } from "../workflows/engine/values/key.ts";
import type { Finding, Plan } from "../workflows/engine/plan/plan.ts";
import type { RunResult } from "../workflows/engine/plan/write/result.ts";

/** The document that `plan --json` prints: the plan, less what only the executor needs. */
export function planJson(plan: Plan): object {
  return {
    digest: plan.digest,
    accept: acceptanceDigest(plan, null),
    counts: plan.counts,
    changes: plan.changes.map((change) => {
      const { key, id, name, stack = null, action, reason, digest, file, line, properties } = change;
      const more = change.action === "adopt" ? { writes: change.writes } : {};
      return { type: key.type, id, name, stack, action, ...more, reason, digest, file, line, properties };
    }),
    diagnostics: plan.diagnostics,
    findings: plan.findings.map((finding) => findingJson(finding, plan)),
  };
}

function findingJson({ code, level, message, about }: Finding, { changes }: Plan): object {
  const stack = about === null ? undefined : changes.find(({ key }) => isSameKey(key, about.key))?.stack;
  return { code, level, message, type: about?.key.type ?? null, name: about?.name ?? null, stack: stack ?? null };
}

/** The document that `apply --json` prints. */
export function resultJson({ outcome, reason, results }: RunResult): object {
  return { outcome, reason, results: results.map(({ key: { type }, ...result }) => ({ type, ...result })) };
}
