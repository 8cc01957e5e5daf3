import { buildPlan, countChanges, planDigest, type PlanInput } from "./build.ts";
import { type Diagnostic, forbidsPlan, sortDiagnostics } from "../definition/diagnostic.ts";
import { displacingFindings, stackFindings, unknownStackFindings } from "./guards/stack-guards.ts";
import { compareKeys, keyText } from "../values/key.ts";
import type { Change, Plan } from "./plan.ts";
import type { PlanRecord } from "./record.ts";

/** What a stack manages. */
interface OfStack<Known extends PlanRecord> {
  readonly stage: string;
  readonly records: readonly Known[];
}

/** The stacks beside whoever plans. */
export interface StacksBeside<Known extends PlanRecord = PlanRecord> {
  readonly stacks: readonly OfStack<Known>[];
  /** Why it is not known what else stacks manage, a clause each. */
  readonly unknown: readonly string[];
}

/**
 * Builds the plan of a terminal beside stacks. `records` of the input are the terminal's own. What a stack manages is
 * planned by itself, against the stack's records and with guards that count them alone, and nothing of it is applied.
 */
export function planBeside(input: PlanInput, { stacks, unknown }: StacksBeside): Plan {
  const { definitions } = input;
  const stages = new Map(
    stacks.flatMap(({ stage, records }) => records.map(({ key }) => [keyText(key), stage] as const)),
  );
  const definedFor = (stage: string | undefined) =>
    definitions.definitions.filter(({ key }) => stages.get(keyText(key)) === stage);
  const own = buildPlan({ ...input, definitions: { ...definitions, definitions: definedFor(undefined) } });
  const others = stacks.map(({ stage, records }) => {
    const asked = { ...definitions, definitions: definedFor(stage), diagnostics: [] };
    return ofStack(buildPlan({ ...input, definitions: asked, records, diagnostics: [] }), stage);
  });
  const plan = joinPlans(own, others);
  if (unknown.length === 0) return plan;
  const findings = [...plan.findings, ...unknownStackFindings(unknown)];
  return { ...plan, diagnostics: plan.diagnostics.map(withoutAdoption), findings };
}

function ofStack(plan: Plan, stack: string): Plan {
  const changes = plan.changes.map((change): Change => ({ ...change, stack }));
  return { ...plan, changes, findings: [...plan.findings, ...stackFindings(plan, stack)] };
}

function joinPlans(own: Plan, others: readonly Plan[]): Plan {
  const all = [own, ...others];
  const diagnostics = sortDiagnostics(all.flatMap((plan) => plan.diagnostics));
  if (forbidsPlan(diagnostics)) {
    return { ...own, digest: null, counts: countChanges([]), changes: [], diagnostics, findings: [] };
  }
  const theirs = others.flatMap((plan) => plan.changes);
  const changes = [...own.changes, ...theirs].toSorted((a, b) => compareKeys(a.key, b.key));
  return {
    ...own,
    digest: planDigest(own.target, changes),
    counts: countChanges(changes),
    changes,
    diagnostics,
    findings: [...all.flatMap((plan) => plan.findings), ...displacingFindings(own.changes, theirs)],
  };
}

/** Whoever cannot tell whether a stack manages what exists must not be told to take it over. */
function withoutAdoption(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.code !== "name-taken") return diagnostic;
  const hint = "choose another name; whether a stack manages it is not known, so do not take it over";
  return { ...diagnostic, hint };
}
