import { type Drift, detectDrift, githubAdvice } from "./detect-drift.ts";
import { digestOf } from "./engine/values/digest.ts";
import { textsIn } from "./engine/values/json.ts";
import { keyText } from "./engine/values/key.ts";
import { referencesIn } from "./engine/values/reference.ts";
import { pendingChanges } from "./engine/plan/plan.ts";
import { readManaged } from "./plan/managed.ts";
import type { ResourceRecord } from "./ports/ledger.ts";
import { lookForDrift, roundOf } from "./reconcile.ts";
import type { ReconcileDeps } from "./reconcile/context.ts";
import type { Told } from "./reconcile/event.ts";

/** Events that come within this are one look, in milliseconds: an operation alone tells of itself several times. */
const GATHER_MS = 20_000;
/** Longer than two such whiles. */
const NOTED_MS = 10 * 60 * 1000;
/** How often the same finding has everything looked at. */
const FOUND_MS = 10 * 60 * 1000;
const LIST = "told";

/** What became of an event. */
export interface AtOnce {
  /**
   * `not-managed`: it is about nothing that is managed. `gathered`: another invocation looks at it in a moment.
   * `as-applied`: all is as it was applied. `known`: what differs was reported just now. `reported`: it was now.
   */
  readonly outcome: "not-managed" | "gathered" | "as-applied" | "known" | "reported";
  /** Resources that were looked at. */
  readonly looked: number;
  /** Applies that were queued. */
  readonly applies: number;
}

/**
 * Answers an event about a parameter or a resource by looking at the resources that it concerns, and at nothing else
 * where these are as they were applied. Events that come together are one look: each is noted, one invocation waits for
 * the others, and looks after no other can have relied on it. What was missed, the schedule finds.
 */
export async function reconcileAtOnce(
  told: Exclude<Told, { kind: "schedule" }>,
  deps: ReconcileDeps,
  signal: AbortSignal,
): Promise<AtOnce> {
  const { ledger, clock, log } = deps;
  const name = nameOf(told);
  const ended = (outcome: AtOnce["outcome"], looked = 0, applies = 0): AtOnce => ({ outcome, looked, applies });
  if (concerned((await readManaged(ledger)).records, new Set([name])).length === 0) return ended("not-managed");
  await ledger.note(LIST, name, NOTED_MS);
  if (!(await ledger.claim("told:gather", GATHER_MS))) return ended("gathered");
  const since = clock.now();
  await clock.sleep(GATHER_MS, signal);
  // Who noted it and found this invocation waiting did so after the one before it had looked.
  const notes = (await ledger.noted(LIST)).filter(({ at }) => at >= since - GATHER_MS);
  const { records, busy } = await readManaged(ledger);
  const settled = concerned(records, new Set(notes.map((note) => note.name))).filter(
    ({ key }) => !busy.has(keyText(key)),
  );
  const drift = await driftOf(settled, deps, signal);
  if (isAsApplied(drift)) return ended("as-applied", settled.length);
  log.info("an event tells of drift", { count: settled.length });
  if (!(await ledger.claim(`told:found:${digestOfDrift(drift)}`, FOUND_MS))) return ended("known", settled.length);
  let applies = 0;
  for (const repository of await deps.served()) {
    const round = await roundOf(repository);
    if (round === undefined) continue;
    applies += Number((await lookForDrift(round, deps, signal)).applied);
  }
  return ended("reported", settled.length, applies);
}

function nameOf(told: Exclude<Told, { kind: "schedule" }>): string {
  return told.kind === "parameter" ? `parameter ${told.path}` : `resource ${keyText(told.key)}`;
}

function concerned(records: readonly ResourceRecord[], names: ReadonlySet<string>): readonly ResourceRecord[] {
  return records.filter((record) => namesOf(record).some((name) => names.has(name)));
}

/** All that a resource is concerned by. */
function namesOf({ key, desired }: ResourceRecord): readonly string[] {
  const paths = textsIn(desired).flatMap(({ text }) => referencesIn(text).map(({ path }) => path));
  return [nameOf({ kind: "resource", key }), ...paths.map((path) => nameOf({ kind: "parameter", path }))];
}

async function driftOf(records: readonly ResourceRecord[], deps: ReconcileDeps, signal: AbortSignal): Promise<Drift> {
  const ledger = { records: async () => records, intents: () => deps.ledger.intents() };
  return await detectDrift(githubAdvice(""), { ...deps, ledger }, { signal });
}

function isAsApplied({ plan, rotated }: Drift): boolean {
  return pendingChanges(plan).length === 0 && plan.findings.length === 0 && rotated.length === 0;
}

function digestOfDrift({ plan, rotated }: Drift): string {
  const versions = rotated.map(({ parameters }) => parameters.map(({ path, version }) => [path, version]));
  return digestOf([plan.digest, plan.findings.map(({ code, message }) => [code, message]), versions]);
}
