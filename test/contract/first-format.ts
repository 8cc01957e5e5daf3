import { readFileSync } from "node:fs";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { keyText } from "../../workflows/engine/kinds/key.ts";
import type { Intent, PublishedPlan, ResourceRecord, RunSummary } from "../../workflows/ports/ledger.ts";
import { keyOf } from "../support/definitions.ts";

/* A ledger as the last program that wrote format 1 left it: the same content as a file and as a table. */

type Stored<Item> = Omit<Item, "key">;

interface StoredScope {
  readonly scope: string;
  readonly records: readonly Stored<ResourceRecord>[];
  readonly intents: readonly (Stored<Intent> & { readonly record: Stored<ResourceRecord> | null })[];
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

/** The content with the keys that it has since format 2, in the order of a ledger. */
export const known = {
  scope: scope.scope,
  records: scope.records.map(withKey) as readonly ResourceRecord[],
  intents: scope.intents.map((intent) => ({
    ...withKey(intent),
    record: intent.record === null ? null : withKey(intent.record),
  })) as readonly Intent[],
  publications: scope.publications.map((plan) => ({
    ...plan,
    changes: Object.fromEntries(Object.entries(plan.changes).map(([name, digest]) => [keyText(keyOf(name)), digest])),
  })),
  runs: scope.runs.map(({ result, ...run }) => ({
    ...run,
    result: { ...result, results: result.results.map(withKey) },
  })),
};
