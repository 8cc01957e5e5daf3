import { acceptanceDigest, explainMismatch, type Mismatch } from "../engine/plan/review/acceptance.ts";
import { restrictPlan } from "../engine/plan/build.ts";
import { chosenBy } from "../engine/plan/choose.ts";
import { pendingChanges, type Plan } from "../engine/plan/plan.ts";
import type { Reason } from "../engine/plan/write/result.ts";
import type { ReadScope } from "../plan/look-at-target.ts";
import type { Forge } from "../ports/forge.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { Select } from "./apply-definitions.ts";
import { applyBranch, type BranchRun } from "./apply-branch.ts";
import type { ApplyBranchDeps } from "./context.ts";
import type { Acceptance } from "./review/judge.ts";

/** How long an acceptance holds, and a used one is remembered. */
const ACCEPT_MS = 60 * 60 * 1000;
/** As many commits that the branch was at are looked at for what an acceptance was for. */
const EARLIER = 20;
/** And as many resources, each by itself. */
const MOST_OTHERS = 50;

/** What somebody asks for by a dispatch. */
export interface AcceptanceRequest {
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** NAME, or TYPE/NAME; null: all. */
  readonly connection: string | null;
  readonly accepted: Accepted | null;
}

export interface Accepted {
  readonly digest: string;
  /** Numeric id of the account. */
  readonly person: number;
  /** When it was asked for, in milliseconds since the epoch. */
  readonly at: number;
  /** Names the dispatch: one that is delivered again has what it took the first time. */
  readonly holder: string;
}

/** The plan that a run made of what was asked for, and the commit that it is of. */
export interface SeenPlan {
  readonly plan: Plan;
  /** Of the whole target. */
  readonly whole: Plan;
  readonly commit: string;
}

export interface AcceptedRun {
  readonly run: BranchRun;
  /** null: it came to no plan. */
  readonly seen: SeenPlan | null;
  /** What it planned before it was narrowed; null: it came to no plan. */
  readonly whole: Plan | null;
  /** As many more people have to accept it; 0: that is not what it waits for. */
  readonly missing: number;
}

/** Applies the default branch once more, or one resource of it, with what somebody accepted. */
export async function applyAccepted(
  request: AcceptanceRequest,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<AcceptedRun> {
  const again = await applyOnce("all", request, deps, signal);
  if (again.run.reason !== "accept-mismatch") return again;
  // What a push's run showed was planned without a look at everything: what somebody did by hand elsewhere is not in it.
  const changed = await applyOnce("changed", request, deps, signal);
  return changed.run.reason === "accept-mismatch" ? again : changed;
}

async function applyOnce(
  read: ReadScope,
  request: AcceptanceRequest,
  deps: ApplyBranchDeps,
  signal: AbortSignal,
): Promise<AcceptedRun> {
  const { connection, accepted, run: id, deadline } = request;
  let seen: SeenPlan | null = null;
  let planned: Plan | null = null;
  let missing = 0;
  let isMet = false;
  const select = (whole: Plan, commit: string): ReturnType<Select> => {
    planned = whole;
    const plan = narrow(connection, whole);
    if (typeof plan === "string") return { refused: plan };
    seen = { plan, whole, commit };
    // A second pass has another plan: what was accepted is done then.
    if (accepted === null || plan.digest === null || isMet) return { plan };
    if (deps.clock.now() - accepted.at >= ACCEPT_MS) return { refused: "accept-expired" };
    isMet = accepted.digest === acceptanceDigest(plan, commit);
    if (isMet) return { plan };
    return { refused: [plan.digest, whole.digest].includes(accepted.digest) ? "accept-of-plan" : "accept-mismatch" };
  };
  const onWait = (more: number): void => void (missing = more);
  const accept = async (commit: string): Promise<Acceptance | null> =>
    accepted === null ? null : acceptanceOf(accepted, commit, deps, onWait);
  const run = await applyBranch({ run: id, deadline, read, announce: false, connection, accept, select }, deps, signal);
  return { run, seen, missing, whole: planned };
}

export function acceptanceOf(
  accepted: Accepted,
  commit: string,
  { forge, ledger }: { readonly forge: Pick<Forge, "id">; readonly ledger: Pick<Ledger, "claim" | "claimedBy"> },
  onWait: (missing: number) => void,
): Acceptance {
  const { digest, person, holder } = accepted;
  const plan = `${forge.id.id}:${commit}:${digest}`;
  return {
    digest,
    person,
    async join(needed, whyNot) {
      // Whoever is the only one to accept needs no place among others.
      const others = needed > 1 ? await takePlace(`accept-by:${plan}`, needed, person, ledger) : [];
      const able = [...new Set([...others, person])].filter((each) => whyNot(each) === undefined);
      const missing = Math.max(0, needed - able.length);
      onWait(missing);
      return missing;
    },
    use: async () => ((await ledger.claim(`accept:${plan}`, ACCEPT_MS, holder)) ? undefined : "accept-used"),
  };
}

/**
 * Gives somebody one of so many places, for an hour, and tells who has the others. They are read, since a place that has
 * become free says nothing of those behind it: who accepts twice must not be counted as two.
 */
async function takePlace(
  key: string,
  places: number,
  person: number,
  ledger: Pick<Ledger, "claim" | "claimedBy">,
): Promise<readonly number[]> {
  const keys = Array.from({ length: places }, (_, index) => `${key}:${index + 1}`);
  const holders: (number | null)[] = [];
  for (const place of keys) {
    const holder = await ledger.claimedBy(place);
    holders.push(holder === undefined ? null : Number(holder));
  }
  if (!holders.includes(person)) {
    for (const place of keys.filter((_, index) => holders[index] === null)) {
      if (await ledger.claim(place, ACCEPT_MS, String(person))) break;
    }
  }
  return holders.filter((holder) => holder !== null);
}

/** What was asked for; a reason: it is not one resource of the plan. */
export function narrow(connection: string | null, plan: Plan): Plan | Reason {
  if (connection === null || plan.digest === null) return plan;
  const [chosen, ...more] = chosenBy(plan.changes, connection);
  if (chosen === undefined) return "unknown-connection";
  return more.length === 0 ? restrictPlan(plan, (change) => change === chosen) : "ambiguous-name";
}

/** What moved since a digest was copied, as far as it can be told. */
export async function whyMismatch(
  digest: string,
  { plan, whole, commit }: SeenPlan,
  { forge, ledger }: Pick<ApplyBranchDeps, "forge" | "ledger">,
): Promise<Mismatch> {
  const line = await forge.source.line(commit, EARLIER);
  const pushes = (await ledger.pushes(forge.id.id)).slice(0, EARLIER);
  const earlier = [
    ...new Set([...line.map(({ sha }) => sha), ...pushes.flatMap(({ after, before }) => [after, before])]),
  ];
  const alone = pendingChanges(whole)
    .slice(0, MOST_OTHERS)
    .map((only) => ({ plan: restrictPlan(whole, (change) => change === only), name: only.name }));
  const others = [{ plan: whole, name: null }, ...alone].filter((other) => other.plan.digest !== plan.digest);
  return explainMismatch(digest, { plan, tip: commit, earlier: earlier.filter((sha) => sha !== commit), others });
}
