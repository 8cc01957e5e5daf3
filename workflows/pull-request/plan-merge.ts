import { buildPlan } from "../engine/plan/build.ts";
import { type Policies, policyChange } from "../engine/plan/guards/policy-guards.ts";
import { allowedBy, approvalsNeeded, type Caps } from "../engine/policy/caps.ts";
import { allowedText, limitsOf, loosenings } from "../engine/policy/limits.ts";
import type { Kinds } from "../engine/kinds/registry.ts";
import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import { approvalsFor, approvalsOf } from "../plan/approvals.ts";
import { configAt } from "../plan/config-at.ts";
import { guardPolicy } from "../plan/guard-policy.ts";
import { planDefinitions, type PlanDeps, type PlannedTarget } from "../plan/plan-definitions.ts";
import type { BranchDefinitions } from "../plan/read-branch.ts";
import type { DefinitionReader } from "../ports/evaluator.ts";
import type { Forge } from "../ports/forge.ts";
import type { PlannerLedger } from "../ports/ledger.ts";
import type { PullRequest } from "../ports/review.ts";
import { renderPlanCheck } from "../render/check.ts";
import type { PlanCommentContext } from "../render/context.ts";
import { renderPlanComment } from "../render/plan-comment.ts";
import { type Unasked, unasked } from "../render/fork-states.ts";
import { preflightOf, waitingOf } from "./context.ts";
import { publishPlan } from "./publish.ts";
import type { Teller } from "./tell.ts";
import { partPlan } from "./whose.ts";

/** What a plan of a merge has. */
export interface PlanMergeDeps extends Omit<PlanDeps, "limits"> {
  readonly kinds: Kinds;
  readonly ledger: PlannerLedger;
  readonly forge: Forge;
  readonly definitions: DefinitionReader;
  /** Names the engine that plans. */
  readonly engine: string;
  /** What the stack allows at most. */
  readonly caps: Caps;
}

/** A merge that is planned. */
export interface Merge {
  readonly pull: PullRequest;
  /** The tip of the base. */
  readonly base: string;
  readonly merged: BranchDefinitions;
  readonly teller: Teller;
}

export interface PlannedMerge {
  /** Of the pull request's own part. */
  readonly plan: Plan;
  /** Whether the base moved since. */
  readonly isOutdated: boolean;
}

/**
 * Plans a merge, publishes the pull request's own part, and shows it. undefined: somebody pushed, merged or closed it
 * meanwhile, so that it is neither published nor shown.
 */
export async function planMerge(
  { pull, base, merged, teller }: Merge,
  deps: PlanMergeDeps,
  signal: AbortSignal,
): Promise<PlannedMerge | undefined> {
  const { forge, ledger, kinds, caps } = deps;
  const { number, head } = pull;
  const source = forge.source;
  const progress = await ledger.progress(forge.id.id);
  const config = await configAt(base, { source, kinds });
  const before = { stored: progress.policy?.value ?? null, base: config === undefined ? undefined : limitsOf(config) };
  const planned = await planWhole(merged, before, deps, signal);
  const of = { base, policy: before.base };
  const whose = await partPlan(planned, merged, of, { deps: { ...deps, source }, signal });

  const { own } = whose.parts;
  const policy = policyShown(own, before, merged);
  // What is allowed is approved as well, else it does not count.
  const isToApprove = own.digest !== null && (pendingChanges(own).length > 0 || policy.length > 0);
  const needed = isToApprove ? approvalsNeeded(merged.config, before.stored, caps) : 0;
  // Whoever pushed meanwhile gets a plan of their own, and a merge the report of its apply.
  const [{ pull: now }, approvals] = await Promise.all([forge.review.look(number), approvalsFor(needed, pull, deps)]);
  if (now.head !== head || !now.open) return undefined;
  const shown = await publishPlan({ whole: planned.plan, whose, policy }, { number, head, base }, deps);
  // A push that came before this was published has not found it.
  const [tip] = await Promise.all([
    forge.source.tip(pull.baseRef),
    showPlan(own, teller, {
      folder: merged.config.definitions,
      waiting: waitingOf(whose.parts, progress),
      preflight: preflightOf(own, kinds),
      approvals: approvalsOf(now, needed, shown, approvals),
    }),
  ]);
  return { plan: own, isOutdated: tip !== base };
}

/** Plans all definitions of the merge, by its own configuration as far as the stack allows that. */
export async function planWhole(
  merged: BranchDefinitions,
  policies: Pick<Policies, "stored" | "base">,
  deps: PlanMergeDeps,
  signal: AbortSignal,
): Promise<PlannedTarget> {
  const limits = allowedBy(merged.config, deps.caps);
  const planned = await planDefinitions(merged.definitions, "changed", { ...deps, limits }, { signal });
  return { ...planned, plan: guardPolicy(planned.plan, merged, policies, deps.kinds) };
}

/** What the merge allows beyond what was known: nothing where people are not shown that it does. */
function policyShown(
  { findings }: Plan,
  { stored, base }: Pick<Policies, "stored" | "base">,
  { config }: BranchDefinitions,
): readonly string[] {
  const known = stored ?? base;
  const isShown = findings.some(({ code }) => code === policyChange.code);
  return known === undefined || !isShown ? [] : loosenings(known, limitsOf(config)).map(allowedText);
}

type Beside = Pick<PlanCommentContext, "folder" | "waiting" | "preflight" | "approvals">;

async function showPlan(own: Plan, teller: Teller, beside: Beside): Promise<void> {
  const became = { what: own.digest === null ? "no-plan" : "planned", digest: own.digest } as const;
  const context = { ...teller.context(became), ...beside };
  const [comment, check] = [renderPlanComment(own, context), renderPlanCheck(own, context)];
  await teller.tell(became, { comment, mode: "create-or-edit", check });
}

/**
 * A fork's definitions are evaluated and validated, and no more: a plan would tell whoever pushed them what is live, and
 * which parameters there are.
 */
export async function validateFork(
  { definitions, config }: BranchDefinitions,
  because: Unasked,
  teller: Teller,
  { kinds, target }: Pick<PlanMergeDeps, "kinds" | "target">,
): Promise<void> {
  const nothing = { records: [], parameters: new Map(), live: new Map(), diagnostics: [] };
  const plan = buildPlan({ kinds, target, definitions: { ...definitions, definitions: [] }, ...nothing });
  const became = { what: "unasked", digest: null } as const;
  const context = { ...teller.context(became), folder: config.definitions };
  const errors = plan.diagnostics.filter(({ severity }) => severity === "error").length;
  await teller.tell(became, unasked(context, because, { ...renderPlanCheck(plan, context), errors }));
}
