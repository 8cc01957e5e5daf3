import { connectionSchema } from "./engine/kinds/connection/schema.ts";
import type { ApplyContext } from "./apply-context.ts";
import { withRetries } from "./await-operation.ts";
import { diffResource } from "./engine/diff.ts";
import { normaliseLive } from "./engine/kinds/model.ts";
import { explain } from "./explain-error.ts";
import { CloudError, type ConnectionState, type LiveConnection } from "./ports/cloud.ts";
import type { ConnectionRecord, Intent } from "./ports/ledger.ts";

/** What there is of a connection whose create failed. */
export type Remnant =
  | { readonly kind: "none" }
  /** Our create made it. */
  | { readonly kind: "ours"; readonly arn: string }
  | { readonly kind: "unknown"; readonly why: string }
  /** Somebody else made it. */
  | { readonly kind: "foreign"; readonly why: string };

/** How far AWS's clock may be behind ours; its times may also be whole seconds. */
const CLOCK_SKEW_MS = 2_000;

/**
 * Looks for what a failed create left behind: Cloud Control rolls nothing back. It is ours when EventBridge made it
 * after the intent was written, and nothing that can be read of it is other than our create asked for: the plan had
 * found the name free, AWS took our create, and did not say that the name was taken. What is older is another's, and so
 * is what has no age, and what somebody made meanwhile.
 */
export async function findRemnant(
  { name, startedAt, record }: Pick<Intent, "name" | "startedAt" | "record">,
  context: ApplyContext,
): Promise<Remnant> {
  return await refusalAsUnknown(context, async () => {
    const found = await describe(name, context);
    if (found === undefined) return { kind: "none" };
    const { arn, createdAt } = found;
    if (arn === null || createdAt === null || createdAt < startedAt - CLOCK_SKEW_MS) return foreign(name);
    const live = await withRetries(() => context.aws.connections.read(name, context.signal), context);
    if (live === undefined) return { kind: "unknown", why: "EventBridge has the connection, Cloud Control not yet" };
    return record !== null && isAsAsked(record, live) ? { kind: "ours", arn } : foreign(name);
  });
}

/** Looks for what an unfinished record is about: what a failed create left, and nothing else of its name. */
export async function findUnfinished(
  { name, arn }: Pick<ConnectionRecord, "name" | "arn">,
  context: ApplyContext,
): Promise<Remnant> {
  return await refusalAsUnknown(context, async () => {
    const found = await describe(name, context);
    if (found === undefined) return { kind: "none" };
    return arn !== null && found.arn === arn ? { kind: "ours", arn } : foreign(name);
  });
}

/** The record of a connection that is ours and not what it should be: the next apply completes it. null: it is not there. */
export function unfinished(record: ConnectionRecord, arn: string | null): ConnectionRecord {
  return { ...record, live: {}, arn, authorization: null, unfinished: true };
}

function foreign(name: string): Remnant {
  const why = `there is a connection "${name}" that Bridgehead did not make: delete it, or set \`adopt: true\``;
  return { kind: "foreign", why };
}

/** Whether nothing contradicts what was asked for. What is missing does not: AWS may not have got so far. */
function isAsAsked({ desired, parameters }: ConnectionRecord, { properties }: LiveConnection): boolean {
  const live = normaliseLive(connectionSchema, properties);
  const differences = diffResource({
    schema: connectionSchema,
    live,
    desired,
    recorded: { desired, live, parameters },
    parameters,
  });
  return !differences.some(({ readable, before }) => readable && before !== null);
}

function describe(name: string, context: ApplyContext): Promise<ConnectionState | undefined> {
  return withRetries(() => context.aws.states.describe(name, context.signal), context);
}

async function refusalAsUnknown(context: ApplyContext, look: () => Promise<Remnant>): Promise<Remnant> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { kind: "unknown", why: `whether something was left behind cannot be read (${explain(error, context)})` };
  }
}
