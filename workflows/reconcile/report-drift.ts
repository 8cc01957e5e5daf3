import { checkNames } from "../ports/checks.ts";
import { digestOf } from "../engine/values/digest.ts";
import type { Config } from "../engine/config/config.ts";
import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import { renderDriftCheck } from "../render/drift.ts";
import type { SurveyedResource } from "../plan/survey.ts";
import { applyOf, enqueue, type ReconcileDeps, type RepositoryRound } from "./context.ts";

/** How often an apply is queued for the same versions of the same parameters. */
const RETRY_MS = 6 * 60 * 60 * 1000;

export interface ReportedDrift {
  /** Resources that are not as they were applied. */
  readonly drifted: number;
  /** Whether an apply was queued because of a rotated parameter. */
  readonly applied: boolean;
}

export interface FoundDrift {
  readonly plan: Plan;
  /** What has a parameter of another version than it was applied with. */
  readonly rotated: readonly SurveyedResource[];
}

/** Reports the drift of the target in a check on the default branch, and where configured applies what was rotated. */
export async function reportDrift(
  { plan, rotated }: FoundDrift,
  { definitions: folder, onRotation }: Config,
  round: RepositoryRound,
  deps: ReconcileDeps,
): Promise<ReportedDrift> {
  const { forge, tip } = round;
  const check = renderDriftCheck(plan, { repository: forge.id, webUrl: forge.webUrl, head: tip, folder });
  await forge.checks.putCheck({ name: checkNames.drift, commit: tip, externalId: null, ...check });
  const applied = onRotation === "apply" && rotated.length > 0 && (await applyRotation(rotated, round, deps));
  return { drifted: pendingChanges(plan).length, applied };
}

async function applyRotation(
  rotated: readonly SurveyedResource[],
  round: RepositoryRound,
  deps: ReconcileDeps,
): Promise<boolean> {
  const versions = rotated.map(({ record, parameters }) => ({
    key: { ...record.key },
    parameters: parameters.map(({ path, version, modified }) => ({ path, version, modified })),
  }));
  const cause = `rotation:${digestOf(versions)}`;
  if (!(await deps.ledger.claim(`reconcile:${cause}`, RETRY_MS))) return false;
  await enqueue(applyOf(round), cause, round, deps);
  return true;
}
