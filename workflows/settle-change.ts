import type { ApplyContext } from "./apply-context.ts";
import { awaitAuthorization, describeAuthorization } from "./await-authorization.ts";
import { backoff, withRetries } from "./await-operation.ts";
import { diffConnection } from "./engine/diff.ts";
import { normaliseLive } from "./engine/model.ts";
import type { Change } from "./engine/plan.ts";
import type { ChangeResult } from "./engine/result.ts";
import type { LiveConnection } from "./ports/cloud.ts";
import type { ConnectionRecord, Intent } from "./ports/ledger.ts";

/** Reads after a success may miss the connection for a few seconds. */
const READ_ATTEMPTS = 6;

/**
 * After AWS reported success: reads the connection back, waits until it is authorised, and writes the record. The
 * record is written whatever the authorisation says, since the change did take effect.
 */
export async function settleSuccess(
  change: Pick<Change, "id" | "name" | "action">,
  intent: Intent,
  context: ApplyContext,
): Promise<ChangeResult> {
  const { ledger, keeper } = context;
  const { id, name, action } = change;
  if (intent.record === null) {
    await ledger.settleIntent(await keeper.lease(), name, null);
    return { id, name, action, status: "applied", error: null, authorization: null, arn: null };
  }
  const found = await readBack(name, context);
  if (found === undefined) {
    const error = `AWS reported success, but "${name}" cannot be read; run the apply again`;
    return { id, name, action, status: "failed", error, authorization: null, arn: null };
  }
  const live = normaliseLive(found.properties);
  const arn = typeof found.properties["Arn"] === "string" ? found.properties["Arn"] : null;
  const authorization = await awaitAuthorization(name, context);
  const record: ConnectionRecord = {
    ...intent.record,
    live,
    arn,
    authorization: authorization.state,
    appliedAt: context.clock.now(),
  };
  await ledger.settleIntent(await keeper.lease(), name, record);
  const verdict = leftOver(record) ?? describeAuthorization(authorization, context.redact);
  return { id, name, action, ...verdict, authorization: authorization.state, arn };
}

async function readBack(name: string, context: ApplyContext): Promise<LiveConnection | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await withRetries(() => context.connections.read(name, context.signal), context);
    if (found !== undefined || attempt === READ_ATTEMPTS) return found;
    await context.clock.sleep(backoff(attempt), context.signal);
  }
}

/**
 * What the definition asks for and the connection, after a success, does not have. AWS may ignore the removal of an
 * optional property; for connections that is unconfirmed.
 */
function leftOver(record: ConnectionRecord): Pick<ChangeResult, "status" | "error"> | undefined {
  const { desired, live, parameters } = record;
  const paths = diffConnection({ live, desired, recorded: { desired, live, parameters }, parameters })
    .filter(({ readable }) => readable)
    .map(({ path }) => path);
  if (paths.length === 0) return undefined;
  return { status: "failed", error: `AWS reported success, but did not change ${paths.join(", ")}` };
}
