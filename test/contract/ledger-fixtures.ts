import { keyText } from "../../workflows/engine/values/key.ts";
import type { ChangeResult } from "../../workflows/engine/plan/write/result.ts";
import type { DoneChange, ResourceRecord, Intent, PublishedPlan, RunSummary } from "../../workflows/ports/ledger.ts";
import type { PendingChange, RunEnd } from "../../workflows/ports/progress.ts";
import { keyOf } from "../support/definitions.ts";
import { shelf } from "./plain-kind.ts";

/** The key of a shelf: of another type than a connection. */
export const shelfKey = (identifier: string) => ({ type: shelf.type, identifier });

export function aRecord(name: string, changed: Partial<ResourceRecord> = {}): ResourceRecord {
  return {
    key: keyOf(name),
    name,
    id: `id of ${name}`,
    file: "orders.ts",
    generation: 1,
    desired: { Name: name, AuthParameters: { ApiKeyAuthParameters: { ApiKeyValue: "{{resolve:ssm-secure:/b/k:3}}" } } },
    live: { Name: name, AuthorizationType: "API_KEY" },
    options: { adopt: false, removal: "delete", protect: true, exportArn: null, exportSecretArn: null },
    parameters: [{ path: "/b/k", version: 3, modified: 1_700_000_000_000 }],
    arn: `arn:aws:events:eu-west-1:111111111111:connection/${name}/1`,
    authorization: "AUTHORIZED",
    run: "run-1",
    commit: "c".repeat(40),
    appliedAt: 1_700_000_000_001,
    state: "applied",
    begun: null,
    told: { modified: 1_700_000_000_002, authorized: null, seen: { AuthParameters: {} } },
    ...changed,
  };
}

export function anIntent(name: string, changed: Partial<Intent> = {}): Intent {
  return {
    key: keyOf(name),
    name,
    action: "create",
    changeDigest: "d".repeat(64),
    generation: 1,
    attempt: 1,
    clientToken: "t".repeat(64),
    requestToken: null,
    run: "run-1",
    record: aRecord(name),
    startedAt: 1_700_000_000_000,
    before: { Name: name },
    arn: `arn:aws:events:eu-west-1:111111111111:connection/${name}/1`,
    modified: 1_700_000_000_003,
    isMark: false,
    by: "reviewed",
    pull: 12,
    ...changed,
  };
}

export function aPublication(changed: Partial<PublishedPlan> = {}): PublishedPlan {
  return {
    repository: 7,
    pullRequest: 12,
    head: "a".repeat(40),
    base: "b".repeat(40),
    digest: "e".repeat(64),
    engine: "5".repeat(64),
    policy: [],
    changes: { [keyText(keyOf("orders"))]: "f".repeat(64), constructor: "0".repeat(64) },
    publishedAt: 1_700_000_000_000,
    ...changed,
  };
}

export function aRun(id: string): RunSummary {
  const orders = {
    key: keyOf("orders"),
    id: "orders",
    name: "orders",
    error: null,
    authorization: "AUTHORIZED",
    arn: null,
  };
  return {
    id,
    commit: null,
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_000_900,
    result: {
      outcome: "applied",
      reason: "applied",
      results: [{ ...orders, action: "create", status: "applied" }],
    },
    verdicts: [{ key: orders.key, digest: "f".repeat(64), verdict: "reviewed", pull: 12 }],
  };
}

export function aDoneChange(
  name: string,
  result: Partial<ChangeResult>,
  changed: Partial<DoneChange> = {},
): DoneChange {
  const nothing = {
    id: name,
    action: "create",
    status: "applied",
    error: null,
    authorization: null,
    arn: null,
  } as const;
  return {
    commit: "c".repeat(40),
    repository: 7,
    pull: null,
    run: "run-1",
    at: 1_700_000_000_000,
    result: { key: keyOf(name), name, ...nothing, ...result },
    ...changed,
  };
}

export function aPendingChange(name: string, changed: Partial<PendingChange> = {}): PendingChange {
  return {
    key: keyOf(name),
    state: "held",
    reason: `nobody reviewed "${name}"`,
    cause: { from: "1".repeat(40), to: "2".repeat(40), until: "3".repeat(40), pull: 12 },
    isBarred: false,
    since: 1_700_000_000_000,
    sinceCommit: "3".repeat(40),
    ...changed,
  };
}

export function aRunEnd(changed: Partial<RunEnd> = {}): RunEnd {
  return {
    progress: { commit: "3".repeat(40), run: "run-1", at: 1_700_000_000_900 },
    pending: [aPendingChange("orders", { hold: "finding" })],
    policy: {
      commit: "2".repeat(40),
      digest: "6".repeat(64),
      value: {
        secretPrefixes: ["/b/"],
        oauthHosts: ["login.example.com"],
        exportPrefix: "/b-arns/",
        approvals: 2,
        repair: true,
      },
    },
    policyCause: { from: "1".repeat(40), to: "2".repeat(40), until: "3".repeat(40), pull: null },
    reported: "1".repeat(40),
    untold: [5],
    ...changed,
  };
}
