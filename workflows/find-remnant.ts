import type { ApplyContext } from "./apply-context.ts";
import { diffResource } from "./engine/diff.ts";
import type { Key } from "./engine/kinds/key.ts";
import { type Described, type Place, type ResourceKind, samenessAt } from "./engine/kinds/resource-kind.ts";
import { anyOf } from "./engine/kinds/noun.ts";
import { normaliseLive } from "./engine/kinds/model.ts";
import { explain } from "./explain-error.ts";
import { need, RefusedError } from "./ports/answer.ts";
import type { LiveResource } from "./ports/resources.ts";
import type { ResourceRecord, Intent } from "./ports/ledger.ts";

/** What there is of a resource whose create failed. */
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
 * Looks for what a failed create left behind: Cloud Control rolls nothing back. It is ours when its service made it
 * after the intent was written, and nothing that can be read of it is other than our create asked for: the plan had
 * found the name free, AWS took our create, and did not say that the name was taken. What is older is another's, and so
 * is what has no age, and what somebody made meanwhile.
 */
export async function findRemnant(
  { key, name, startedAt, record }: Pick<Intent, "key" | "name" | "startedAt" | "record">,
  context: ApplyContext,
): Promise<Remnant> {
  return await refusalAsUnknown(context, async () => {
    const kind = context.kinds.of(key);
    const found = await describe(key, context);
    if (found === undefined) return { kind: "none" };
    const { arn, createdAt } = found;
    if (arn === null || createdAt === null) return untold(name, kind);
    if (createdAt < startedAt - CLOCK_SKEW_MS) return foreign(name, kind);
    const live = need(await context.aws.resources.read(key, context.signal));
    if (live === undefined) {
      return { kind: "unknown", why: `${kind.service} has the ${kind.noun}, Cloud Control not yet` };
    }
    return record !== null && isAsAsked(record, live, kind, context.target)
      ? { kind: "ours", arn }
      : foreign(name, kind);
  });
}

/** Looks for what an unfinished record is about: what a failed create left, and nothing else of its name. */
export async function findUnfinished(
  { key, name, arn }: Pick<ResourceRecord, "key" | "name" | "arn">,
  context: ApplyContext,
): Promise<Remnant> {
  return await refusalAsUnknown(context, async () => {
    const found = await describe(key, context);
    if (found === undefined) return { kind: "none" };
    return arn !== null && found.arn === arn ? { kind: "ours", arn } : foreign(name, context.kinds.of(key));
  });
}

/** The record of a resource that is ours and not what it should be: the next apply completes it. null: it is not there. */
export function unfinished(record: ResourceRecord, digest: string, arn: string | null): ResourceRecord {
  const begun = { digest, desired: record.desired, before: null };
  const nothing = { live: {}, parameters: [], authorization: null, told: null };
  return { ...record, ...nothing, arn, state: "incomplete", begun };
}

function foreign(name: string, kind: ResourceKind): Remnant {
  const why = `there is ${anyOf(kind)} "${name}" that Bridgehead did not make: delete it, or set \`adopt: true\``;
  return { kind: "foreign", why };
}

/** Nobody says when it was made, so it is not taken for ours. */
function untold(name: string, kind: ResourceKind): Remnant {
  const why = `there is ${anyOf(kind)} "${name}", and nobody tells whether Bridgehead made it: delete it, or set \`adopt: true\``;
  return { kind: "foreign", why };
}

/** Whether nothing contradicts what was asked for. What is missing does not: AWS may not have got so far. */
function isAsAsked(
  { desired, parameters }: ResourceRecord,
  { properties }: LiveResource,
  kind: ResourceKind,
  place: Place,
): boolean {
  const { schema } = kind;
  const live = normaliseLive(schema, properties);
  const recorded = { desired, live, parameters, told: null };
  const unread = { seen: null, isSuspect: false, isSame: samenessAt(kind, place) };
  const differences = diffResource({ schema, live, desired, recorded, parameters, ...unread });
  return !differences.some(({ readable, before }) => readable && before !== null);
}

async function describe(key: Key, context: ApplyContext): Promise<Described | undefined> {
  return need(await context.aws.services.describe(key, context.signal));
}

async function refusalAsUnknown(context: ApplyContext, look: () => Promise<Remnant>): Promise<Remnant> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return {
      kind: "unknown",
      why: `whether something was left behind cannot be read (${explain(error.refusal, context)})`,
    };
  }
}
