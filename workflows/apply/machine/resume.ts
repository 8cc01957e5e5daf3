import { compareKeys, keyText } from "../../engine/values/key.ts";
import { materialise, resolver, UnresolvedError } from "../../engine/plan/write/materialise.ts";
import type { ChangeResult } from "../../engine/plan/write/result.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "../../calls/map-concurrently.ts";
import { Refusal } from "../../ports/answer.ts";
import type { Intent, ResourceRecord } from "../../ports/ledger.ts";
import { doubted } from "../../plan/managed.ts";
import { whyFrozen } from "../../ports/freeze.ts";
import { lookFor, sinceWhen, withAdvice } from "./carry-out.ts";
import { type ApplyContext, type ApplyRun, explain, maskFor } from "../context.ts";
import { noteConfigured } from "./configure.ts";
import { decide, operationOf } from "./decide.ts";
import { writtenParameters } from "./export-arns.ts";
import { awaitEnd, type End, follow, noteTaken } from "./operation.ts";
import { readSecrets } from "./secrets.ts";
import { type Named, type Ending, resultOf, settle } from "./settle.ts";
import { resumeTakingOver, type TakenOver } from "./take-over.ts";

export interface Resumed {
  /** What ended well, and what is still open. */
  readonly results: readonly ChangeResult[];
  /** Text of the key -> what failed, which the plan now decides anew. */
  readonly failures: ReadonlyMap<string, ChangeResult>;
  /** Keys, as text, whose operation is still open: nothing else may be begun on them. */
  readonly open: ReadonlySet<string>;
  /** Text of the key -> the pull request that brought what was begun; null: none. */
  readonly pulls: ReadonlyMap<string, number | null>;
}

/**
 * Brings to an end what earlier runs began and could not finish, by the same machine that executes. What succeeded is
 * recorded, what still goes on is reported as continued, and what failed or was never taken is for the plan to decide
 * anew. A mark puts its resource in doubt, whatever became of its operation: somebody else went on meanwhile. Waiting
 * takes half of the time that there is: the rest is for new changes.
 */
export async function resumeIntents(intents: readonly Intent[], run: ApplyRun): Promise<Resumed> {
  const { clock } = run;
  const deadline = clock.now() + (run.deadline - clock.now()) / 2;
  const secrets = await readSecrets(intents.flatMap(needOf), run.aws.secrets, run.signal);
  // Asking again for a create that AWS may never have heard of may be what makes the resource.
  const frozen = intents.some(isUnasked) ? await whyWaiting(run) : null;
  const records = new Map((await run.ledger.records()).map((record) => [keyText(record.key), record]));
  const results: ChangeResult[] = [];
  const failures = new Map<string, ChangeResult>();
  const open = new Set<string>();
  const pulls = new Map<string, number | null>();
  const ofOneKey = [...Map.groupBy(intents, ({ key }) => keyText(key))];
  await mapConcurrently(ofOneKey, CALLS_AT_ONCE, async ([key, own]) => {
    for (const { intent, known } of inOrder(own)) {
      const unusable = secrets.unusable.get(key);
      const { values } = secrets;
      const context: ApplyContext = {
        ...run,
        deadline,
        values,
        remarks: new Map(),
        grants: new Map(),
        written: writtenParameters(records.values()),
        redact: maskFor(isSent(intent) ? intent.record : null, { ...run, values }),
      };
      const obstacle = unusable?.mayPass === true ? unusable.why : frozen;
      const end = await resumeIntent({ intent, record: records.get(key), obstacle }, context);
      if (end.isOpen) open.add(key);
      else for (const mark of known) await run.ledger.settleIntent(await run.keeper.lease(), mark, {});
      if (end.result !== null) results.push(end.result);
      if (end.failure !== null) failures.set(key, end.failure);
      if (end.result !== null || end.failure !== null) pulls.set(key, intent.pull);
      if (end.record === null) records.delete(key);
      else if (end.record !== undefined) records.set(key, end.record);
    }
  });
  return { results: results.toSorted((a, b) => compareKeys(a.key, b.key)), failures, open, pulls };
}

/**
 * The intent first: what a mark says is in doubt is what the intent leaves. A mark of the very operation that is still
 * an intent only knows more of that: nobody has gone on meanwhile.
 */
function inOrder(ofOneKey: readonly Intent[]): readonly { intent: Intent; known: readonly Intent[] }[] {
  const intents = ofOneKey.filter(({ isMark }) => !isMark);
  const marks = ofOneKey.filter(({ isMark }) => isMark);
  const isOf = (mark: Intent, intent: Intent): boolean => mark.clientToken === intent.clientToken;
  const others = marks.filter((mark) => !intents.some((intent) => isOf(mark, intent)));
  return [
    ...intents.map((intent) => {
      const known = marks.filter((mark) => isOf(mark, intent));
      const requestToken =
        intent.requestToken ?? known.find((mark) => mark.requestToken !== null)?.requestToken ?? null;
      return { intent: { ...intent, requestToken }, known };
    }),
    ...others.map((intent) => ({ intent, known: [] })),
  ];
}

/** Whether the run died before it knew that AWS had taken the create, or before it had taken over what is there. */
function isUnasked({ action, requestToken, record, isMark, writes }: Intent): boolean {
  if (writes === false) return true;
  return action === "create" && requestToken === null && record !== null && !isMark;
}

async function whyWaiting({ aws, signal }: ApplyRun): Promise<string | null> {
  const why = await whyFrozen(aws.freeze, signal);
  return why === null ? null : `what an earlier run began goes on later, since the target is frozen: ${why}`;
}

/** Whether the desired state was sent, its secrets included. */
function isSent({ action, writes }: Intent): boolean {
  return action !== "delete" && action !== "configure" && writes !== false;
}

function needOf(intent: Intent): readonly ResourceRecord[] {
  const { record, isMark } = intent;
  return record === null || isMark || !isSent(intent) ? [] : [record];
}

interface Left {
  readonly intent: Intent;
  readonly record: ResourceRecord | undefined;
  /** Why AWS must not be asked for a create; null: it may. */
  readonly obstacle: string | null;
}

interface Resumption {
  readonly result: ChangeResult | null;
  readonly failure: ChangeResult | null;
  readonly isOpen: boolean;
  /** What the record is now; undefined: as it was. */
  readonly record?: ResourceRecord | null | undefined;
}

async function resumeIntent({ intent, record, obstacle }: Left, context: ApplyContext): Promise<Resumption> {
  const { key, name, action } = intent;
  const { writes } = intent;
  const id = intent.record?.id ?? record?.id ?? name;
  const subject: Named = { key, id, name, action, ...(writes === undefined ? {} : { writes }) };
  context.log.info("continuing an operation of an earlier run", { name, run: intent.run });
  if (action === "configure") {
    const noted = await noteConfigured({ intent, record }, context);
    if (noted === undefined || !("why" in noted)) return { result: null, failure: null, isOpen: false, record: noted };
    const result = resultOf(subject, { status: "failed", error: noted.why, arn: record?.arn ?? null });
    return { result, failure: null, isOpen: true };
  }
  if (writes === false) return taken(await resumeTakingOver({ subject, intent, known: record, obstacle }, context));
  const end = await endOf(intent, obstacle, context);
  if (intent.isMark && end.kind !== "running" && end.kind !== "unknown") {
    if (record !== undefined) {
      return { result: null, failure: null, isOpen: false, record: await doubt({ intent, record, end }, context) };
    }
    if (action !== "create") {
      // Somebody let it go, or took it away, since: nothing that is managed is in doubt.
      await context.ledger.settleIntent(await context.keeper.lease(), intent, {});
      return { result: null, failure: null, isOpen: false };
    }
  }
  const operation = operationOf(action);
  const { observation, sight } = await lookFor(end, intent, context);
  const verdict = withAdvice(end.kind === "failed" ? { ...end, passing: "no" } : end, sight, { intent, context });
  const decision = decide(operation, verdict, observation);
  if (decision.kind === "again" || decision.kind === "complete") {
    throw new TypeError(`an operation of an earlier run is not tried again, as the one on "${name}" was`);
  }
  // Of what a marked create made nobody knows how it stands: the next plan completes it.
  const isMade = intent.isMark && decision.kind === "applied";
  const ending: Ending = isMade ? { kind: "stop", left: "incomplete", why: null } : decision;
  const settled = await settle({ subject, intent, record, sight, sinceAt: sinceWhen(end) }, ending, context);
  return { ...told(ending, settled.result), record: settled.record };
}

function taken(over: TakenOver | null): Resumption {
  if (over === null) return { result: null, failure: null, isOpen: false };
  const { result, record, isOpen } = over;
  const isTold = isOpen || record !== undefined;
  return { result: isTold ? result : null, failure: isTold ? null : result, isOpen, record };
}

function told(ending: Ending, result: ChangeResult): Omit<Resumption, "record"> {
  switch (ending.kind) {
    case "wait":
      return { result, failure: null, isOpen: true };
    case "applied":
    case "gone":
      return { result, failure: null, isOpen: false };
    case "stop":
      return { result: null, failure: ending.why === null ? null : result, isOpen: false };
  }
}

interface Marked {
  readonly intent: Intent;
  readonly record: ResourceRecord;
  readonly end: End;
}

/**
 * The operation of a mark may have taken effect after somebody else's: what is managed under its key is in doubt until
 * it was looked at. Only what AWS did not take is in no doubt.
 */
async function doubt({ intent, record, end }: Marked, context: ApplyContext): Promise<ResourceRecord | undefined> {
  const left = end.kind === "failed" && !end.mayHaveActed ? undefined : doubted(record, intent);
  await context.ledger.settleIntent(await context.keeper.lease(), intent, { record: left });
  return left;
}

/** How long an operation may be at work, at most, that nobody can ask AWS about. */
const LONGEST_OPERATION_MS = 60 * 60_000;

/** How the operation of an intent ended, or stands. */
async function endOf(intent: Intent, obstacle: string | null, context: ApplyContext): Promise<End> {
  const { key, name, action, requestToken } = intent;
  const lost: End = { kind: "lost", why: `whether AWS took the ${action} of "${name}" in an earlier run is not known` };
  if (requestToken !== null) return await follow(requestToken, intent, context);
  // The run died between the intent and AWS's answer. A create with the same token is the same operation, so
  // asking again tells whether it took effect. An update or a delete is safe to plan anew.
  if (!isUnasked(intent) || intent.record === null) return lost;
  if (obstacle !== null) return { kind: "unknown", why: obstacle };
  const { desired, parameters } = intent.record;
  try {
    const payload = materialise(desired, resolver(context.literals, context.values, parameters));
    const taken = await context.aws.resources.create(key, payload, intent.clientToken, context.signal);
    if (!(taken instanceof Refusal)) {
      await noteTaken({ ...intent, requestToken: taken.requestToken }, context);
      return await awaitEnd({ ...taken, repeats: taken.repeats + 1 }, intent, context);
    }
    if (taken.kind === "token-used" && taken.requestToken !== null) {
      return await follow(taken.requestToken, intent, context);
    }
    // Such a refusal proves that there is no such operation: the same one would have been refused then, too.
    const isFinal = ["not-found", "already-exists", "terminal"].includes(taken.kind);
    if (isFinal) context.log.warn("an operation of an earlier run cannot be continued", { name: intent.name });
    return isFinal ? lost : unasked(intent, explain(taken, context));
  } catch (error) {
    if (!(error instanceof UnresolvedError)) throw error;
    // Without its secret AWS cannot be asked, and may be at it all the same.
    if (context.clock.now() - intent.startedAt < LONGEST_OPERATION_MS) return unasked(intent, error.message);
    context.log.warn("an operation of an earlier run cannot be continued", { name });
    return lost;
  }
}

function unasked({ name }: Intent, why: string): End {
  return { kind: "unknown", why: `what an earlier run began with "${name}" cannot be looked up: ${why}` };
}
