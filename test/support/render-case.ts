import { planDigest } from "../../workflows/engine/plan/build.ts";
import { hasErrors, type Diagnostic } from "../../workflows/engine/definition/diagnostic.ts";
import { digestOf } from "../../workflows/engine/values/digest.ts";
import type { Json } from "../../workflows/engine/values/json.ts";
import {
  actions,
  type Action,
  type Change,
  type Counts,
  type Finding,
  type Plan,
  type Replace,
} from "../../workflows/engine/plan/plan.ts";
import { keyOf } from "./definitions.ts";
import type { ApplyContext, PlanCommentContext } from "../../workflows/render/context.ts";

/** A plan as a person writes it down: what is not said has the usual value. */
export interface PlanInput {
  readonly changes?: readonly ChangeInput[];
  /** This many changes more, like the last one, with a number behind the name. */
  readonly repeatLast?: number;
  readonly unchanged?: number;
  readonly diagnostics?: readonly (Partial<Diagnostic> & Pick<Diagnostic, "message">)[];
  readonly findings?: readonly (Partial<Omit<Finding, "about">> &
    Pick<Finding, "message"> & {
      /** The name of the connection that it is about. */
      readonly name?: string | null;
    })[];
}

export type ChangeInput = Partial<Omit<Change, "key" | "properties" | "action">> & {
  readonly name: string;
  readonly action: Action;
  readonly properties?: readonly (Partial<Change["properties"][number]> & { readonly path: string })[];
  readonly replaces?: Omit<Replace["replaces"], "key">;
};

const repository = { owner: "acme", name: "eventing" };

export const pullRequestContext: PlanCommentContext = {
  repository,
  pullRequest: 42,
  head: "9f3c2d1a7b60e1f2c3d4a5b6c7d8e9f0a1b2c3d4",
  base: "71aa0e4c5d6e7f8091a2b3c4d5e6f708192a3b4c",
  baseBranch: "main",
  folder: "connections",
};

export const applyContext: ApplyContext = {
  repository,
  folder: "connections",
  branch: "main",
  commit: "ab12cd34ef56ab78cd90ef12ab34cd56ef78ab90",
  run: "8c1f0a2b",
  duration: 41_000,
  workflow: "bridgehead.yml",
  accepts: [],
};

export function makePlan(input: PlanInput): Plan {
  const target = { account: "123456789012", region: "eu-west-1", stage: "prod" };
  const diagnostics = (input.diagnostics ?? []).map((diagnostic) => ({
    code: "schema",
    severity: "error" as const,
    hint: null,
    file: "orders.ts",
    line: 1,
    column: 1,
    ...diagnostic,
  }));
  const findings = (input.findings ?? []).map(({ name = null, ...finding }) => ({
    code: "new-destination",
    level: "warn" as const,
    about: name === null ? null : { key: keyOf(name), name },
    ...finding,
  }));
  if (hasErrors(diagnostics)) return { target, digest: null, counts: count([]), changes: [], diagnostics, findings };
  const written = input.changes ?? [];
  const last = written.at(-1);
  const repeated = Array.from({ length: last === undefined ? 0 : (input.repeatLast ?? 0) }, (_, index) => ({
    ...(last as ChangeInput),
    name: `${last?.name}-${String(index + 1).padStart(3, "0")}`,
  }));
  const unchanged = Array.from({ length: input.unchanged ?? 0 }, (_, index) => ({
    name: `unchanged-${index + 1}`,
    action: "no-op" as const,
  }));
  const changes = [...written, ...repeated, ...unchanged]
    .map(makeChange)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { target, digest: planDigest(target, changes), counts: count(changes), changes, diagnostics, findings };
}

function makeChange({ replaces, ...input }: ChangeInput): Change {
  const gone = input.action === "delete" || input.action === "forget";
  const properties = (input.properties ?? []).map((property) => ({
    before: null,
    after: null,
    sensitive: false,
    readable: true,
    recorded: null,
    ...property,
  }));
  const made = {
    key: keyOf(input.name),
    id: input.name,
    reason: gone ? "the definition is gone" : "the definition changed",
    digest: digestOf({ action: input.action, name: input.name, properties: properties as unknown as Json }),
    file: gone ? null : `${input.name}.ts`,
    line: gone ? null : 3,
    desired: gone ? null : { Name: input.name },
    options: gone ? null : { adopt: false, removal: "delete", protect: false, exportArn: null, exportSecretArn: null },
    live: null,
    parameters: [],
    ...(gone ? {} : { seen: null, suspectedAt: null }),
    ...(input.action === "adopt" ? { writes: true, unwritten: false } : {}),
    ...input,
    ...(replaces === undefined ? {} : { replaces: { key: keyOf(replaces.name), ...replaces } }),
    properties,
  };
  // A case says no more of a change than a reader sees of it.
  return made as Change;
}

function count(changes: readonly Change[]): Counts {
  const counts = Object.fromEntries(actions.map((action) => [action, 0])) as Record<Action, number>;
  for (const { action } of changes) counts[action] += 1;
  return counts;
}
