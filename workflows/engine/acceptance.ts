import { digestOf } from "./digest.ts";
import { keyText } from "./kinds/key.ts";
import type { Plan } from "./plan.ts";

/**
 * What somebody accepts: this plan, with what blocks it, at this commit. Another finding, another change or a commit
 * later is another digest. `tip` null: on the command line, where nothing moves. null: there is no plan.
 */
export function acceptanceDigest(plan: Plan, tip: string | null): string | null {
  if (plan.digest === null) return null;
  const findings = plan.findings
    .filter(({ level }) => level === "block")
    .map(({ code, about, message }) => [code, about === null ? null : keyText(about.key), message]);
  return digestOf({ format: 1, target: { ...plan.target }, tip, plan: plan.digest, findings });
}
