import { mayHide, type Written } from "../adoption.ts";
import type { DefinitionOptions } from "../../definition/definition.ts";
import { keyText } from "../../values/key.ts";
import { wordsFor } from "../../kinds/noun.ts";
import type { ResourceKinds } from "../../kinds/registry.ts";
import { firstSendings } from "../review/new-destinations.ts";
import { type Change, type Finding, replacedBy } from "../plan.ts";
import { found, type Guard, isRemoval } from "./guard.ts";
import { type Recorded, renamesIn } from "./renames.ts";

/* What a plan and the records say by themselves. */

/** More removals than this are held, whatever their share. */
export const MOST_REMOVALS = 10;
/** A larger share of the managed resources than this is held, once there are `FEWEST_FOR_SHARE` of them. */
export const LARGEST_SHARE = 0.3;
const FEWEST_FOR_SHARE = 10;
const MOST_NAMED = 3;

export const emptiedFolder = {
  code: "emptied-folder",
  holds: { block: "removals" },
} as const satisfies Guard;

export const manyRemovals = {
  code: "many-removals",
  holds: { block: "removals" },
} as const satisfies Guard;

export const protectedResource = {
  code: "protected",
  holds: { block: "its change" },
  isLasting: true,
} as const satisfies Guard;

export const nothingToAdopt = {
  code: "nothing-to-adopt",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const newDestination = {
  code: "new-destination",
  holds: { warn: "its change unless it was reviewed" },
} as const satisfies Guard;

export const overwritesCredential = {
  code: "overwrites-credential",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const looksRenamed = {
  code: "looks-renamed",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const planGuards = [
  emptiedFolder,
  manyRemovals,
  protectedResource,
  nothingToAdopt,
  newDestination,
  overwritesCredential,
  looksRenamed,
] as const satisfies readonly Guard[];

interface Managed extends Written, Recorded {
  readonly options: DefinitionOptions;
}

export interface GuardedPlan {
  readonly changes: readonly Change[];
  readonly managed: readonly Managed[];
  readonly kinds: ResourceKinds;
  /** Texts of the keys of what is planned as it will be once something is out of its way. */
  readonly obstructed: ReadonlySet<string>;
}

/** The safety remarks on a set of changes, in the order of their weight. */
export function findingsFor({ changes, managed, kinds, obstructed }: GuardedPlan): readonly Finding[] {
  const records = new Map(managed.map((record) => [keyText(record.key), record]));
  const removals = changes.filter(isRemoval);
  const total = amountOf(managed);
  const findings: Finding[] = [];
  const sent = new Set(
    managed.flatMap(({ key, desired }) =>
      kinds
        .of(key)
        .sends(desired)
        .map(({ secret }) => secret),
    ),
  );

  const isEmptied = managed.length > 1 && changes.every(({ action }) => action === "delete" || action === "forget");
  if (isEmptied) findings.push(found(emptiedFolder, null, `no definition is left: all ${total} would go`));
  const share = removals.length / Math.max(managed.length, 1);
  if (removals.length > MOST_REMOVALS || (managed.length >= FEWEST_FOR_SHARE && share > LARGEST_SHARE)) {
    findings.push(found(manyRemovals, null, `${removals.length} of ${total} would be deleted or replaced`));
  }
  for (const change of removals) {
    const { key, name } = replacedBy(change) ?? change;
    if (records.get(keyText(key))?.options.protect !== true) continue;
    const message = `"${name}" is protected: its definition said \`protect: true\` when it was last applied`;
    findings.push(found(protectedResource, change, message));
  }
  for (const change of changes) findings.push(...overwriting(change, records, kinds));
  for (const change of changes) {
    const key = keyText(change.key);
    // There is something to adopt, which cannot be adopted.
    if (isMissing(change, records.get(key)) && !obstructed.has(key)) findings.push(missing(change, kinds));
    for (const { secret, finding } of arrivals(change, records.get(key), kinds)) {
      findings.push({ ...finding, isMoved: sent.has(secret) });
    }
  }
  for (const { created, from } of renamesIn(changes, records, kinds)) findings.push(renamed(created, from));
  return findings;
}

/** What a change writes over, or takes away, that nobody has seen and that cannot be brought back. */
function overwriting(change: Change, records: ReadonlyMap<string, Managed>, kinds: ResourceKinds): readonly Finding[] {
  const { key, name } = change;
  if (change.action !== "adopt" && change.action !== "update" && change.action !== "replace") return [];
  const gone = replacedBy(change) ?? change;
  const kind = kinds.of(key);
  const isUnseen =
    change.action === "adopt"
      ? change.writes && mayHide(kind.schema, change.seen)
      : records.get(keyText(gone.key))?.unwritten === true;
  if (!isUnseen) return [];
  if (change.action === "replace") {
    const message = `the credential of "${gone.name}", which nobody has seen and Bridgehead has not written, goes with it`;
    return [found(overwritesCredential, change, message)];
  }
  const secrets = [...new Set(kind.sends(change.desired).map(({ secret }) => secret))];
  const what = secrets.length === 0 ? "it is taken away" : `it is replaced by ${secrets.join(" and ")}`;
  return [found(overwritesCredential, change, `AWS cannot show the credential that "${name}" has: ${what}`)];
}

function renamed(created: Change, from: readonly Change[]): Finding {
  const names = from.slice(0, MOST_NAMED).map(({ name }) => `"${name}"`);
  const [first] = from;
  const old =
    names.length === 1 ? names[0] : `one of ${names.join(", ")}${from.length > MOST_NAMED ? " and more" : ""}`;
  const id = from.length === 1 ? `the id "${first?.id ?? ""}"` : "its id";
  const message = `"${created.name}" looks like ${old} renamed: keep ${id} and write the new name as \`name\`, and the old one goes only when the new one is there`;
  return found(looksRenamed, created, message);
}

/** Whether a change makes what its definition would have taken over. */
function isMissing({ action, options }: Change, record: Managed | undefined): boolean {
  return action === "create" && options.adopt !== false && record === undefined;
}

function missing(change: Change, kinds: ResourceKinds): Finding {
  const message = `there is no ${kinds.of(change.key).noun} "${change.name}" to adopt: it is created`;
  return found(nothingToAdopt, change, message);
}

/** The secrets that go where they did not go. */
function arrivals(
  change: Change,
  record: Managed | undefined,
  kinds: ResourceKinds,
): readonly { readonly secret: string; readonly finding: Finding }[] {
  if (change.options === null || change.action === "no-op") return [];
  const when = change.action === "adopt" && !change.writes ? "with its first rotation or change" : "for the first time";
  return firstSendings(change, record, kinds.of(change.key)).map(({ secret, destination }) => ({
    secret,
    finding: found(newDestination, change, `${secret} goes to ${destination} ${when}`),
  }));
}

/** "3 managed connections"; where several types are managed, "3 managed resources". */
function amountOf(managed: readonly Managed[]): string {
  return `${managed.length} managed ${wordsFor(managed).many}`;
}
