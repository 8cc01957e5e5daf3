import { describeParameters } from "../calls/all-pages.ts";
import { noStacks, readPlanRecords } from "./stacks/plan-records.ts";
import type { Beside } from "./stacks/read-stacks.ts";
import { withParameterProblems } from "./check-parameters.ts";
import { keysToRead } from "../engine/plan/build.ts";
import { type Caps, prefixesWithin } from "../engine/policy/caps.ts";
import type { Config } from "../engine/config/config.ts";
import type { DefinitionSet } from "../engine/definition/definition.ts";
import { hasErrors } from "../engine/definition/diagnostic.ts";
import type { Evaluation, SourceFile } from "../engine/definition/evaluation.ts";
import { evaluatedKinds } from "../engine/read/evaluated-kinds.ts";
import { tell } from "../engine/help/tell-definitions.ts";
import { interpret } from "../engine/interpret/interpret.ts";
import { guardPlan } from "./guard-plan.ts";
import { keyText } from "../engine/values/key.ts";
import type { Kinds, ResourceKinds } from "../engine/kinds/registry.ts";
import { SYSTEM_PREFIX, type Limits } from "../engine/policy/limits.ts";
import type { Plan, Target } from "../engine/plan/plan.ts";
import { planBeside } from "../engine/plan/beside-stacks.ts";
import { insisting, type Patience } from "../calls/insist.ts";
import { type Looks, lookAtTarget, type ReadScope } from "./look-at-target.ts";
import { need } from "../ports/answer.ts";
import type { PlanAws } from "../ports/aws.ts";
import type { Clock } from "../ports/clock.ts";
import type { DefinitionReader } from "../ports/evaluator.ts";
import type { ResourceRecord, RecordReader } from "../ports/ledger.ts";

/** What planning has. */
export interface PlanDeps {
  readonly kinds: ResourceKinds;
  readonly target: Target;
  readonly aws: PlanAws;
  readonly ledger: RecordReader;
  readonly clock: Clock;
  /** What may be done at most. */
  readonly limits: Limits;
  /** The stacks beside a terminal; absent: whoever plans is a stack. */
  readonly beside?: Beside;
}

export interface DefinitionSource {
  readonly files: readonly SourceFile[];
  readonly config: Config;
}

export interface PlannedTarget {
  readonly plan: Plan;
  /** What the plan took for managed by whoever plans: with what is being created, as it will be recorded. */
  readonly records: readonly ResourceRecord[];
  /** What AWS told of what was looked at. */
  readonly looks: Looks;
}

/** What makes definitions of files has. */
export interface ReadDeps {
  readonly kinds: Kinds;
  readonly definitions: DefinitionReader;
  readonly region: string | null;
  /** What the stack allows; none where no stack applies them. */
  readonly caps?: Caps | null;
}

/** Evaluates definitions and interprets them; calls nothing but the evaluator. */
export async function readDefinitions(
  { files, config }: DefinitionSource,
  deps: ReadDeps,
  signal: AbortSignal,
): Promise<DefinitionSet> {
  return interpretBy(config, await evaluateFiles(files, deps, signal), deps);
}

/** Runs definition files, in whatever way they are interpreted then. */
export async function evaluateFiles(
  files: readonly SourceFile[],
  { kinds, definitions: { evaluator } }: Pick<ReadDeps, "kinds" | "definitions">,
  signal: AbortSignal,
): Promise<Evaluation> {
  return await evaluator.evaluate(files, evaluatedKinds(kinds), signal);
}

/** What definitions mean by a configuration, and what of it is allowed. */
export function interpretBy(config: Config, evaluation: Evaluation, deps: ReadDeps): DefinitionSet {
  const { kinds, caps = null } = deps;
  const set = interpret(evaluation, {
    kinds,
    fingerprintKey: deps.definitions.fingerprintKey,
    region: deps.region,
    secretPrefixes: prefixesWithin(config.secretPrefixes, caps),
    systemPrefix: SYSTEM_PREFIX,
    allowedOAuthHosts: config.oauthHosts,
    severities: config.rules,
    notSecrets: config.notSecrets,
    caps,
    tell,
  });
  return { ...set, imports: evaluation.imports };
}

/** Plans what it takes to bring the target to the definitions. With an error in one of them, AWS is not called. */
export async function planDefinitions(
  definitions: DefinitionSet,
  read: ReadScope,
  deps: PlanDeps,
  patience: Patience,
): Promise<PlannedTarget> {
  const { kinds, target, ledger, clock } = deps;
  const { signal } = patience;
  const aws = insisting(deps.aws, patience, clock);
  if (hasErrors(definitions.diagnostics)) {
    const nothing = { records: [], parameters: new Map(), live: new Map(), diagnostics: [] };
    return { plan: planBeside({ kinds, target, definitions, ...nothing }, noStacks), records: [], looks: new Map() };
  }
  const { own, others } = await readPlanRecords(definitions, { ledger, beside: deps.beside });
  const records = [...own, ...others.stacks.flatMap((stack) => stack.records)];
  const parameters = need(await describeParameters(pathsIn(definitions), aws.parameters, signal));
  const keys =
    read === "all"
      ? [...new Map([...definitions.definitions, ...records].map(({ key }) => [keyText(key), key])).values()]
      : keysToRead({ definitions, records, parameters });
  const looks = await lookAtTarget({ keys, records, read }, { kinds, aws }, signal);
  const input = { kinds, target, definitions, records: own, parameters, live: looks, diagnostics: [] };
  const planned = planBeside(input, others);
  const made = withParameterProblems(planned, definitions.definitions, parameters, clock.now());
  return { plan: await guardPlan(made, own, { kinds, aws, limits: deps.limits }, signal), records: own, looks };
}

/** Paths of the parameters that definitions refer to. */
function pathsIn({ definitions }: DefinitionSet): readonly string[] {
  return definitions.flatMap(({ references }) => references.map(({ reference }) => reference.path));
}
