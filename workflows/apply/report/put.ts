import type { Target } from "../../engine/plan/plan.ts";
import type { Outcome } from "../../engine/plan/write/result.ts";
import { compareKeys } from "../../engine/values/key.ts";
import { checkNames, type CheckReport, type DeploymentReport } from "../../ports/checks.ts";
import type { Forge } from "../../ports/forge.ts";
import type { DoneChange, Ledger } from "../../ports/ledger.ts";
import type { ShownPull } from "./pulls.ts";
import { remember } from "../review/history/remember.ts";

/* What the beginning, the end and the death of a run have in common: what was done so far, and where it is said. */

interface PutDeps {
  readonly forge: Pick<Forge, "id" | "checks">;
  readonly target: Target;
}

/** What runs did of pull requests, by number; of null: at the tip, and of none. Sorted by key. */
export type DoneOf = (of: readonly (number | null)[]) => Promise<readonly DoneChange[]>;

/** The ledger is asked once for each. */
export function createDoneOf(
  tip: string,
  { forge, ledger }: { readonly forge: Pick<Forge, "id">; readonly ledger: Pick<Ledger, "done"> },
): DoneOf {
  const known = new Map<number | null, ReturnType<Ledger["done"]>>();
  const doneBy = (pull: number | null) =>
    remember(known, pull, () => ledger.done(pull === null ? { commit: tip } : { repository: forge.id.id, pull }));
  return async (of) => {
    const done = (await Promise.all(of.map(doneBy))).flat();
    return done.toSorted((a, b) => compareKeys(a.result.key, b.result.key));
  };
}

/** Finds what was written of an apply before, where it is written to next, with one question. */
export async function findTold(
  { merges, pulls }: { readonly merges: Iterable<string>; readonly pulls: readonly ShownPull[] },
  { forge }: { readonly forge: Pick<Forge, "review"> },
): Promise<void> {
  const pullRequests = pulls.map(({ pull }) => pull.number);
  await forge.review.findWritten?.({ pullRequests, check: checkNames.apply, commits: [...new Set(merges)] });
}

type ApplyTexts = Pick<CheckReport, "conclusion" | "title" | "summary"> &
  Partial<Pick<CheckReport, "annotations" | "text">>;

/** The check of the apply on a commit. */
export async function putApplyCheck(commit: string, texts: ApplyTexts, { forge }: PutDeps): Promise<void> {
  // Whoever reports holds the lock.
  const of = { name: checkNames.apply, commit, externalId: null, isAlone: true };
  await forge.checks.putCheck({ annotations: [], ...texts, ...of });
}

/** What is held or refused is not at the commit, whatever is right about it. */
const stageStates: Readonly<Record<Outcome | "waits" | "begun" | "died", DeploymentReport["state"]>> = {
  waits: "queued",
  begun: "in_progress",
  died: "error",
  applied: "success",
  "no-changes": "success",
  held: "failure",
  failed: "failure",
  refused: "failure",
  continued: "in_progress",
};

/** How the stage stands with a commit. */
export async function putStage(
  commit: string,
  { is, ...said }: { readonly is: keyof typeof stageStates } & Pick<DeploymentReport, "description" | "supersedes">,
  { forge, target }: PutDeps,
): Promise<void> {
  await forge.checks.putDeployment({ commit, environment: target.stage, state: stageStates[is], ...said });
}
