import { digestOf } from "../../values/digest.ts";
import { keyText } from "../../values/key.ts";
import type { Finding, Plan } from "../plan.ts";

/**
 * What somebody accepts: this plan, with what blocks it, at this commit. Another finding, another change or a commit
 * later is another digest. `tip` null: on the command line, where nothing moves. null: there is no plan.
 */
export function acceptanceDigest(plan: Plan, tip: string | null): string | null {
  return digestWith(plan, tip, plan.findings.filter(isBlocking));
}

/** Why a digest is not the one that accepts a plan. */
export type Mismatch =
  /** It is no digest. */
  | { readonly kind: "malformed" }
  /** It tells the plan from others, and accepts nothing. */
  | { readonly kind: "of-plan" }
  /** It was this plan's at another commit; since: what has blocked it since. */
  | { readonly kind: "moved"; readonly from: string; readonly since: readonly Finding[] }
  /** It was this plan's before these findings. */
  | { readonly kind: "found"; readonly since: readonly Finding[] }
  /** It accepts another selection of the same changes: those of one resource, or all (null). */
  | { readonly kind: "selection"; readonly name: string | null }
  /** The plan was another one, or more has changed. */
  | { readonly kind: "other" };

export interface Compared {
  readonly plan: Plan;
  readonly tip: string | null;
  /** What the branch was at before, newest first. */
  readonly earlier: readonly string[];
  /** Other plans that may have been meant, and the name of the one resource of each; null: all. */
  readonly others: readonly { readonly plan: Plan; readonly name: string | null }[];
}

/** All combinations of as many findings are tried. */
const MOST_FINDINGS = 5;

/** As far as it can be told: digests are computed anew for what may have been accepted. */
export function explainMismatch(digest: string, { plan, tip, earlier, others }: Compared): Mismatch {
  if (!isDigest(digest)) return { kind: "malformed" };
  if ([plan, ...others.map((other) => other.plan)].some((each) => each.digest === digest)) return { kind: "of-plan" };
  const other = others.find((each) => acceptanceDigest(each.plan, tip) === digest);
  if (other !== undefined) return { kind: "selection", name: other.name };
  const blocking = plan.findings.filter(isBlocking);
  for (const missing of combinations(blocking)) {
    const before = blocking.filter((finding) => !missing.includes(finding));
    if (digestWith(plan, tip, before) === digest) return { kind: "found", since: missing };
    const from = earlier.find((commit) => digestWith(plan, commit, before) === digest);
    if (from !== undefined) return { kind: "moved", from, since: missing };
  }
  return { kind: "other" };
}

/** 64 hexadecimal digits. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function digestWith(plan: Plan, tip: string | null, blocking: readonly Finding[]): string | null {
  if (plan.digest === null) return null;
  const findings = blocking.map(({ code, about, message }) => [
    code,
    about === null ? null : keyText(about.key),
    message,
  ]);
  return digestOf({ format: 1, target: { ...plan.target }, tip, plan: plan.digest, findings });
}

function isBlocking({ level }: Finding): boolean {
  return level === "block";
}

/** Of many, none and all of them alone. */
function combinations(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  if (findings.length > MOST_FINDINGS) return [[], findings];
  return findings.reduce<readonly (readonly Finding[])[]>(
    (sets, finding) => [...sets, ...sets.map((set) => [...set, finding])],
    [[]],
  );
}
