import { readFileSync } from "node:fs";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { keyText } from "../../workflows/engine/values/key.ts";
import type { Intent, PublishedPlan, ResourceRecord, RunSummary } from "../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress } from "../../workflows/ports/progress.ts";
import { keyOf } from "../support/definitions.ts";

/* A ledger as the last program that wrote format 1 left it: the same content as a file and as a table. */

type Stored<Item> = Omit<Item, "key">;

/** Format 1 told in two members of their own what became of a change that did not get to its end. */
type FirstRecord = Omit<ResourceRecord, "key" | "state" | "begun" | "told"> & {
  readonly unfinished?: true;
  readonly inDoubt?: { readonly attempted: ResourceRecord["desired"] | null };
};

interface StoredScope {
  readonly scope: string;
  readonly records: readonly FirstRecord[];
  readonly intents: readonly (Stored<Intent> & { readonly record: FirstRecord | null })[];
  readonly publications: readonly PublishedPlan[];
  readonly runs: readonly RunSummary[];
}

export type TableItem = Record<string, AttributeValue>;

const textOf = (name: string): string => readFileSync(new URL(`../fixtures/ledger/${name}`, import.meta.url), "utf8");

export const firstFileText = textOf("format-1.json");
export const firstItems: readonly TableItem[] = JSON.parse(textOf("format-1-items.json"));

/** Within the lifetime of all that is in it. */
export const WRITTEN_AT = 1_795_000_000_000;

const [scope] = (JSON.parse(firstFileText) as { readonly scopes: readonly StoredScope[] }).scopes;
if (scope === undefined) throw new Error("the fixture has no scope");

const withKey = <Item extends { readonly name: string }>(item: Item) => ({ key: keyOf(item.name), ...item });

const [crm, billing] = ["crm", "billing"].map((name) => scope.records.find((record) => record.name === name));
if (crm?.unfinished !== true || billing?.inDoubt === undefined) throw new Error("the fixture lacks a half-done change");

function recordOf({ unfinished, inDoubt, ...record }: FirstRecord): ResourceRecord {
  // There was one export at first.
  const options = { ...record.options, exportSecretArn: null };
  const now = { ...withKey(record), options, told: null };
  if (unfinished === true) {
    const begun = { digest: null, desired: record.desired, before: null, by: null, options };
    return {
      ...now,
      options: { ...options, exportArn: null },
      desired: {},
      live: {},
      parameters: [],
      state: "incomplete",
      begun,
    };
  }
  if (inDoubt === undefined) return { ...now, state: "applied", begun: null };
  return {
    ...now,
    state: "in-doubt",
    begun: { digest: null, desired: inDoubt.attempted, before: record.live, by: null },
  };
}

/** The content with the keys that it has since format 2, in the order of a ledger. */
export const known = {
  scope: scope.scope,
  records: scope.records.map(recordOf),
  intents: scope.intents.map((intent) => ({
    ...withKey(intent),
    record: intent.record === null ? null : recordOf(intent.record),
    before: null,
    arn: null,
    modified: null,
    isMark: false,
    by: null,
    pull: null,
  })) as readonly Intent[],
  publications: scope.publications.map((plan) => ({
    ...plan,
    engine: null,
    policy: [],
    changes: Object.fromEntries(Object.entries(plan.changes).map(([name, digest]) => [keyText(keyOf(name)), digest])),
  })),
  runs: scope.runs.map(({ result, ...run }) => ({
    ...run,
    result: { ...result, results: result.results.map(withKey) },
    verdicts: [],
  })),
  /** Everything up to the one pointer was applied and reported. */
  progress: {
    ...noProgress,
    pinned: "c".repeat(40),
    progress: { commit: "c".repeat(40), run: "", at: 0 },
    reported: "c".repeat(40),
  } satisfies BranchProgress,
};
