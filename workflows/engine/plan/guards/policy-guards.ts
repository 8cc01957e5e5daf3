import { textsIn } from "../../values/json.ts";
import type { ResourceKinds } from "../../kinds/registry.ts";
import { allowsExport, allowsHost, allowsParameter, type Limits, loosened } from "../../policy/limits.ts";
import { exportsIn } from "../../definition/own-options.ts";
import { type Change, type Finding, pendingChanges, type Plan } from "../plan.ts";
import { referencesIn } from "../../values/reference.ts";
import { found, type Guard } from "./guard.ts";

/* What a configuration allows, against the policy that was last reviewed. */

export const policyChange = {
  code: "policy-change",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const outsideReviewedPolicy = {
  code: "outside-reviewed-policy",
  holds: { block: "its change" },
  isLasting: true,
} as const satisfies Guard;

export const policyGuards = [policyChange, outsideReviewedPolicy] as const satisfies readonly Guard[];

/** Two policies: of the configuration at the commit that is planned, and the one that was last reviewed. */
export interface Policies {
  readonly config: Limits;
  /** null: none was reviewed yet, so that of the configuration holds. */
  readonly stored: Limits | null;
  /** Of the base, against which a loosening is told where none was reviewed yet. */
  readonly base?: Limits | undefined;
}

/**
 * How the configuration is looser than what was reviewed, and which changes need that, whoever made them. It is compared
 * with what was reviewed and never with the base of a pull request: a push may have loosened that already.
 */
export function policyFindings(
  plan: Plan,
  kinds: ResourceKinds,
  { config, stored, base }: Policies,
): readonly Finding[] {
  const known = stored ?? base;
  const looser = known === undefined ? [] : loosened(known, config);
  const words = looser.join("; ");
  const change = `the configuration allows what the reviewed policy does not: ${words}`;
  return [
    ...(looser.length === 0 ? [] : [found(policyChange, null, change)]),
    ...pendingChanges(plan).flatMap((pending) => {
      const needs = stored === null ? [] : needsOutside(pending, kinds, stored);
      if (needs.length === 0) return [];
      const message = `"${pending.name}" needs what the reviewed policy does not allow: ${needs.join(", ")}`;
      return [found(outsideReviewedPolicy, pending, `${message}; ${way}`)];
    }),
  ];
}

const way =
  "it is held until a pull request has brought the configuration that allows it, with a plan that showed that as " +
  "`policy-change`";

/** What a change needs that these limits do not allow, in words. What goes away needs nothing. */
function needsOutside(change: Change, kinds: ResourceKinds, limits: Limits): readonly string[] {
  const { desired, options } = change;
  if (desired === null) return [];
  const exports = exportsIn(options).map(({ parameter }) => parameter);
  const needs = [
    ...parametersOf(desired)
      .filter((path) => !allowsParameter(limits, path))
      .map((path) => `parameter ${path}`),
    ...kinds
      .of(change.key)
      .hosts(desired)
      .filter((host) => !allowsHost(limits, host))
      .map((host) => `credentials sent to ${host}`),
    ...exports.filter((path) => !allowsExport(limits, path)).map((path) => `an ARN written to ${path}`),
  ];
  return [...new Set(needs)];
}

function parametersOf(desired: NonNullable<Change["desired"]>): readonly string[] {
  return textsIn(desired).flatMap(({ text }) => referencesIn(text).map(({ path }) => path));
}
