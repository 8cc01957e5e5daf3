import type { ApplyContext } from "./apply-context.ts";
import { type Authorization, awaitAuthorization, describeAuthorization, UNKNOWN_STATE } from "./await-authorization.ts";
import { pause } from "./await-operation.ts";
import { diffResource } from "./engine/diff.ts";
import { valueAt } from "./engine/json.ts";
import type { Key } from "./engine/kinds/key.ts";
import { type Place, type ResourceKind, samenessAt } from "./engine/kinds/resource-kind.ts";
import { normaliseLive } from "./engine/kinds/model.ts";
import { type Look, lookOf, toldBy } from "./engine/look.ts";
import type { Change } from "./engine/plan.ts";
import type { ChangeResult } from "./engine/result.ts";
import { explain } from "./explain-error.ts";
import { exportArn } from "./export-arn.ts";
import { backoff } from "./insist.ts";
import { type Answer, Refusal, RefusedError } from "./ports/answer.ts";
import type { LiveResource } from "./ports/resources.ts";
import type { ResourceRecord, Intent } from "./ports/ledger.ts";

/** Reads after a success may miss the resource for a few seconds. */
const READ_ATTEMPTS = 6;

export type Settlement =
  | { readonly kind: "settled"; readonly result: ChangeResult }
  /** The resource is not there, or cannot be read. The intent stays, for a later run to settle. */
  | { readonly kind: "missing" | "unreadable"; readonly error: string };

/**
 * After AWS reported success: reads the resource back, waits until it is authorised, and writes the record. The
 * record is written whatever the authorisation says, since the change did take effect.
 */
export async function settleSuccess(
  subject: Pick<Change, "key" | "id" | "name" | "action">,
  intent: Intent,
  context: ApplyContext,
): Promise<Settlement> {
  const { ledger, keeper } = context;
  const { key, id, name, action } = subject;
  if (intent.record === null || intent.action === "delete") {
    await ledger.settleIntent(await keeper.lease(), key, intent.record);
    const result = { key, id, name, action, status: "applied", error: null, authorization: null, arn: null } as const;
    return { kind: "settled", result };
  }
  const found = await readBack(key, context);
  if (found === undefined || found instanceof Refusal) {
    const why = found === undefined ? "" : ` (${explain(found, context)})`;
    const error = `AWS reported success, but "${name}" cannot be read${why}; run the apply again`;
    return { kind: found === undefined ? "missing" : "unreadable", error };
  }
  const kind = context.kinds.of(key);
  const arn = arnIn(found, kind);
  const authorization = await refusalAsValue(awaitAuthorization({ key, name, action }, context));
  const isKnown = !(authorization instanceof Refusal);
  const look = isKnown ? await lookAgain(key, context) : null;
  const applied: ResourceRecord = {
    ...intent.record,
    live: look?.live ?? normaliseLive(kind.schema, found.properties),
    arn,
    told: look === null ? null : toldBy(look),
    authorization: isKnown ? authorization.state : UNKNOWN_STATE,
    appliedAt: context.clock.now(),
  };
  const { record, error } = await exportArn(applied, context);
  await ledger.settleIntent(await keeper.lease(), key, record);
  const failure = error === null ? leftOver(record, kind, context.target) : ({ status: "failed", error } as const);
  const verdict = failure ?? verdictOn(authorization, kind, context);
  const result = { key, id, name, action, ...verdict, authorization: isKnown ? authorization.state : null, arn };
  return { kind: "settled", result };
}

/** null: nobody but Cloud Control is asked, or nobody answers; then later plans have nothing to compare with. */
async function lookAgain(key: Key, { kinds, aws, signal }: ApplyContext): Promise<Look | null> {
  const kind = kinds.of(key);
  if (kind.supplement === null) return null;
  const described = await aws.services.describe(key, signal);
  return described === undefined || described instanceof Refusal ? null : lookOf(kind, described);
}

function arnIn({ properties }: LiveResource, { arn }: ResourceKind): string | null {
  const found = arn === null ? undefined : valueAt(properties, arn);
  return typeof found === "string" ? found : null;
}

async function readBack(key: Key, context: ApplyContext): Promise<Answer<LiveResource | undefined>> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await context.aws.resources.read(key, context.signal);
    if (found !== undefined || attempt === READ_ATTEMPTS) return found;
    await pause(backoff(attempt), context);
  }
}

function refusalAsValue<Result>(answer: Promise<Result>): Promise<Answer<Result>> {
  return answer.catch((error: unknown) => {
    if (error instanceof RefusedError) return error.refusal;
    throw error;
  });
}

function verdictOn(
  authorization: Answer<Authorization>,
  kind: ResourceKind,
  context: ApplyContext,
): Pick<ChangeResult, "status" | "error"> {
  if (!(authorization instanceof Refusal)) return describeAuthorization(authorization, kind, context.redact);
  return { status: "failed", error: `applied, but its state cannot be read (${explain(authorization, context)})` };
}

/**
 * What the definition asks for and the resource, after a success, does not have. AWS may ignore the removal of an
 * optional property; for connections that is unconfirmed.
 */
function leftOver(
  record: ResourceRecord,
  kind: ResourceKind,
  place: Place,
): Pick<ChangeResult, "status" | "error"> | undefined {
  const { schema } = kind;
  const { desired, live, parameters, told } = record;
  const seen = told?.seen ?? null;
  const more = { recorded: record, seen, isSuspect: false, isSame: samenessAt(kind, place) };
  const paths = diffResource({ schema, live, desired, parameters, ...more })
    .filter(({ readable }) => readable)
    .map(({ path }) => path);
  if (paths.length === 0) return undefined;
  return { status: "failed", error: `AWS reported success, but did not change ${paths.join(", ")}` };
}
