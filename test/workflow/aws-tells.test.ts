import { CreateConnectionCommand, type EventBridgeClient, UpdateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { createEventBridgeClient } from "../../infra/aws/clients.ts";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { lookAtTarget } from "../../workflows/plan/look-at-target.ts";
import { planDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { Refusal } from "../../workflows/ports/answer.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { type ApplyBench, keyed, resultFor, startApplyBench, storedKey } from "../support/apply-bench.ts";
import { apiKeyModel, defined, target } from "../support/definitions.ts";

const { signal } = new AbortController();

const open = (key: string): Model => ({ Key: key, Value: "shop", IsValueSecret: false });
const secret = (key: string): Model => ({
  Key: key,
  Value: "{{resolve:ssm-secure:/bridgehead/orders}}",
  IsValueSecret: true,
});
const lists = { HeaderParameters: [open("a"), secret("b")], BodyParameters: [secret("c")] };

function keyedWith(bench: ApplyBench, http: Model | null): Definition {
  const auth = apiKeyModel("orders")["AuthParameters"] as Model;
  const AuthParameters = http === null ? auth : { ...auth, InvocationHttpParameters: http };
  return keyed(bench, "orders", { AuthParameters });
}

function oauth(bench: ApplyBench, http: Model | null): Definition {
  bench.aws.putParameter({ name: "/bridgehead/orders", value: "client-secret" });
  const OAuthParameters = {
    ClientParameters: { ClientID: "client", ClientSecret: "{{resolve:ssm-secure:/bridgehead/orders}}" },
    AuthorizationEndpoint: "https://login.example.com/token",
    HttpMethod: "POST",
    ...(http === null ? {} : { OAuthHttpParameters: http }),
  };
  return defined({
    Name: "orders",
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: { OAuthParameters },
  });
}

const stored = (bench: ApplyBench) => bench.aws.storedConnection("orders")?.properties as Model;
const authOf = (bench: ApplyBench) => stored(bench)["AuthParameters"] as Model;
const drift = async ({ deps }: ApplyBench) => (await detectDrift(githubAdvice("connections"), deps, { signal })).plan;
const actions = async (bench: ApplyBench, definition: Definition) =>
  (await bench.plan([definition])).changes.map(({ action }) => action);

function eventBridge({ aws, clock }: ApplyBench): EventBridgeClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return createEventBridgeClient(
    { region: target.region, endpoint: aws.url, credentials, requestsPerSecond: 1_000 },
    clock,
  );
}

/** What somebody does in the console. */
async function byHand(bench: ApplyBench, input: Omit<UpdateConnectionCommand["input"], "Name">): Promise<void> {
  bench.clock.advance(60_000);
  await eventBridge(bench).send(new UpdateConnectionCommand({ Name: "orders", ...input }));
}

const otherKey = {
  AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "by-hand" } },
};

describe("what a definition no longer says", () => {
  type Case = [string, (bench: ApplyBench, http: Model | null) => Definition, Model | null, (auth: Model) => unknown];
  const invocation = (auth: Model) => auth["InvocationHttpParameters"];
  const token = (auth: Model) => (auth["OAuthParameters"] as Model)["OAuthHttpParameters"];
  const cases: readonly Case[] = [
    ["all parameters of invocations", keyedWith, null, invocation],
    ["one list of them", keyedWith, { HeaderParameters: lists.HeaderParameters }, invocation],
    ["one item of a list", keyedWith, { ...lists, HeaderParameters: [open("a")] }, invocation],
    ["all parameters of the token request", oauth, null, token],
    ["one list of these", oauth, { BodyParameters: lists.BodyParameters }, token],
  ];

  it.each(cases)("goes from AWS: %s", async (_, define, http, read) => {
    const bench = await startApplyBench();
    await bench.apply([define(bench, lists)]);
    const shown = (model: unknown) => JSON.stringify(model ?? {});
    expect(shown(read(authOf(bench)))).toContain(`"Key":"b"`);
    const after = define(bench, http);
    const applied = await bench.apply([after], { read: "changed" });
    expect(resultFor(applied, "orders")).toMatchObject({ action: "update", status: "applied" });
    const keys = (model: unknown) => shown(model).match(/"Key":"."/g) ?? [];
    expect(keys(read(authOf(bench)))).toEqual(keys(http));
    expect(await actions(bench, after)).toEqual(["no-op"]);
    expect((await drift(bench)).findings).toEqual([]);
  });

  it("is told where it stays, should AWS be one that keeps lists that are emptied", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyedWith(bench, lists)]);
    bench.aws.addFault({ kind: "keep-emptied", every: 1 });
    for (const run of ["first", "second"]) {
      const { error } = resultFor(await bench.apply([keyedWith(bench, null)], { run }), "orders");
      expect(error).toContain("AWS reported success, but kept /AuthParameters/InvocationHttpParameters: no update");
    }
    expect((await drift(bench)).changes).toMatchObject([{ action: "update" }]);
  });

  it("goes as well, should AWS be one that takes away what a patch removes", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "take-removals", every: 1 }] });
    await bench.apply([keyedWith(bench, lists)]);
    expect((await bench.apply([keyedWith(bench, null)])).result.outcome).toBe("applied");
    expect((await bench.apply([keyedWith(bench, null)])).result.outcome).toBe("no-changes");
    expect((await drift(bench)).findings).toEqual([]);
  });

  it("goes where it is a description, and is told where it is a key that AWS does not take off", async () => {
    const bench = await startApplyBench();
    const definition = keyed(bench, "orders", { KmsKeyIdentifier: "alias/orders" });
    await bench.apply([definition]);
    const { Description: _, ...undescribed } = definition.model;
    await bench.apply([{ ...definition, model: undescribed }]);
    expect(stored(bench)).not.toHaveProperty("Description");
    const { KmsKeyIdentifier: _key, ...keyless } = undescribed;
    const { error } = resultFor(await bench.apply([{ ...definition, model: keyless }]), "orders");
    expect(error).toContain("kept /KmsKeyIdentifier: no update takes that away");
    bench.aws.addFault({ kind: "release-key", every: 1 });
    expect((await bench.apply([{ ...definition, model: keyless }])).result.outcome).toBe("applied");
    expect(stored(bench)).not.toHaveProperty("KmsKeyIdentifier");
  });
});

describe("a credential that somebody changed by hand", () => {
  it("is drift with its time, is sent again by an apply, and is settled then", async () => {
    const bench = await startApplyBench();
    const definition = keyed(bench, "orders");
    await bench.apply([definition]);
    await byHand(bench, otherKey);
    expect(storedKey(bench, "orders")).toBe("by-hand");
    const at = new Date(bench.aws.storedConnection("orders")?.modified ?? 0).toISOString();

    const { findings } = await drift(bench);
    expect(findings).toMatchObject([{ code: "drift" }]);
    expect(findings[0]?.message).toBe(
      `"orders" may have been changed outside Bridgehead at ${at}: AWS says that it was modified then, and nothing ` +
        "that can be read differs. The next apply of this connection sends its credential again. To send it now, " +
        "re-run with `operation: apply`, `connection: orders`",
    );
    expect(await readStatus(bench.deps, { signal })).toMatchObject([{ live: { matches: false }, changedAt: at }]);
    expect((await bench.apply([definition])).plan.changes).toMatchObject([{ action: "update" }]);
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
    expect(await actions(bench, definition)).toEqual(["no-op"]);
    expect((await drift(bench)).findings).toEqual([]);
  });

  it("is told apart from a description that somebody changed, and from one who took a secret header away", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyedWith(bench, lists)]);
    await byHand(bench, { Description: "by hand" });
    expect((await drift(bench)).findings[0]?.message).toContain(`Description of "orders" differs`);
    await byHand(bench, {
      Description: "orders",
      AuthParameters: { InvocationHttpParameters: { HeaderParameters: [] } },
    });
    const { message } = (await drift(bench)).findings[0] ?? { message: "" };
    expect(message).toContain("HeaderParameters[1].Key");
    expect(message).not.toContain("may have been");
  });

  it("of a connection that was deleted and made anew is everything", async () => {
    const bench = await startApplyBench();
    const definition = keyed(bench, "orders");
    await bench.apply([definition]);
    bench.aws.removeConnection("orders");
    bench.clock.advance(60_000);
    const again = { Name: "orders", Description: "orders", AuthorizationType: "API_KEY", ...otherKey } as const;
    await eventBridge(bench).send(new CreateConnectionCommand(again));
    expect((await drift(bench)).findings[0]?.message).toContain("was deleted in AWS and made anew by somebody else");
    expect((await bench.apply([definition])).plan.changes).toMatchObject([
      { action: "update", reason: "the connection was made anew outside Bridgehead" },
    ]);
    expect(await actions(bench, definition)).toEqual(["no-op"]);
  });
});

describe("an OAuth connection whose tokens EventBridge refreshes", () => {
  it("is no drift and no change, and its status says when AWS changed it", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "token-refresh", milliseconds: 3_600_000, every: 1 }] });
    const definition = oauth(bench, lists);
    await bench.apply([definition]);
    bench.clock.advance(2 * 3_600_000);
    expect((await drift(bench)).findings).toEqual([]);
    expect(await actions(bench, definition)).toEqual(["no-op"]);
    expect(await readStatus(bench.deps, { signal })).toMatchObject([
      { live: { matches: true }, changedAt: expect.stringMatching(/Z$/) as string },
    ]);
    await bench.apply([definition]);
    expect((await readStatus(bench.deps, { signal }))[0]).not.toHaveProperty("changedAt");
  });
});

describe("a key that reads back as its ARN", () => {
  it("is no change, after the apply and after a change of something else", async () => {
    const bench = await startApplyBench({ account: target.account, faults: [{ kind: "kms-arn", every: 1 }] });
    const key = { KmsKeyIdentifier: "0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f" };
    for (const Description of ["one", "two"]) {
      const definition = keyed(bench, "orders", { ...key, Description });
      const applied = await bench.apply([definition]);
      expect(applied.result).toMatchObject({ outcome: "applied", results: [{ error: null }] });
      expect(await actions(bench, definition)).toEqual(["no-op"]);
    }
  });
});

describe("the requests", () => {
  const names = Array.from({ length: 120 }, (_, index) => `c${index}`);

  async function managing(): Promise<{ readonly bench: ApplyBench; readonly definitions: readonly Definition[] }> {
    const bench = await startApplyBench({ settleMs: 1 });
    const definitions = names.map((name) => keyed(bench, name));
    expect((await bench.apply(definitions)).result.outcome).toBe("applied");
    return { bench, definitions };
  }

  const during = async ({ aws }: ApplyBench, run: () => Promise<unknown>) => {
    const before = aws.requests().length;
    await run();
    const counts: Record<string, number> = {};
    for (const { operation } of aws.requests().slice(before)) counts[operation] = (counts[operation] ?? 0) + 1;
    return counts;
  };

  it("of a plan, of drift and of a status of 120 unchanged connections are five", async () => {
    const { bench, definitions } = await managing();
    const five = { ListConnections: 2, DescribeParameters: 3 };
    expect(await during(bench, () => bench.plan(definitions))).toEqual(five);
    expect(await during(bench, () => drift(bench))).toEqual(five);
    expect(await during(bench, () => readStatus(bench.deps, { signal }))).toEqual(five);
  });

  it("of a plan grow with what changed, and a new name that is not listed is not read", async () => {
    const { bench, definitions } = await managing();
    const [first, ...others] = definitions;
    const changed = [keyed(bench, "c0", { Description: "v2" }), ...others.slice(1), keyed(bench, "new")];
    const set = { definitions: changed, diagnostics: [], literals: bench.literals };
    const plan = (read: "all" | "changed") => planDefinitions(set, read, bench.deps, { signal });
    const guards = { DescribeParameters: 3, GetParameters: 1, ListApiDestinations: 1 };
    expect(await during(bench, () => plan("all"))).toEqual({ ...guards, ListConnections: 2 });
    // Three can have changed, and the records are two pages.
    expect(await during(bench, () => plan("changed"))).toEqual({ ...guards, ListConnections: 2 });
    const one = { ...set, definitions: [changed[0] ?? first, ...others].filter((each) => each !== undefined) };
    expect(await during(bench, () => planDefinitions(one, "changed", bench.deps, { signal }))).toEqual({
      DescribeParameters: 3,
      GetParameters: 1,
      DescribeConnection: 1,
    });
  });

  it("of a list that lacks a connection are one more, before it counts as gone", async () => {
    const { bench, definitions } = await managing();
    const { inventory } = bench.deps.aws;
    const lagging: typeof inventory = {
      async page(...given) {
        const answer = await inventory.page(...given);
        if (answer instanceof Refusal) return answer;
        return { ...answer, items: answer.items.filter(({ identifier }) => identifier !== "c7") };
      },
    };
    const deps = { ...bench.deps, aws: { ...bench.deps.aws, inventory: lagging } };
    const set = { definitions, diagnostics: [], literals: bench.literals };
    const counts = await during(bench, async () => {
      const { plan } = await planDefinitions(set, "all", deps, { signal });
      expect(plan.counts).toMatchObject({ "no-op": 120 });
    });
    expect(counts).toEqual({ ListConnections: 2, DescribeParameters: 3, DescribeConnection: 1 });
    bench.aws.removeConnection("c7");
    expect((await bench.plan(definitions)).counts).toMatchObject({ "no-op": 119, create: 1 });
  });

  it("of a list with another ARN are one more, though the time is the same", async () => {
    const { bench, definitions } = await managing();
    const { inventory } = bench.deps.aws;
    const other: typeof inventory = {
      async page(...given) {
        const answer = await inventory.page(...given);
        if (answer instanceof Refusal) return answer;
        const items = answer.items.map((item) => (item.identifier === "c7" ? { ...item, arn: "arn:other" } : item));
        return { ...answer, items };
      },
    };
    const deps = { ...bench.deps, aws: { ...bench.deps.aws, inventory: other } };
    const set = { definitions, diagnostics: [], literals: bench.literals };
    const counts = await during(bench, () => planDefinitions(set, "all", deps, { signal }));
    expect(counts).toEqual({ ListConnections: 2, DescribeParameters: 3, DescribeConnection: 1 });
  });

  it("of a record that is in doubt are one more, whatever it keeps of what AWS told", async () => {
    const { bench } = await managing();
    const records = (await bench.deps.ledger.records()).map((record) =>
      record.name === "c7" ? { ...record, state: "in-doubt" as const } : record,
    );
    const request = { keys: records.map(({ key }) => key), records, read: "all" } as const;
    const counts = await during(bench, () => lookAtTarget(request, bench.deps, signal));
    expect(counts).toEqual({ ListConnections: 2, DescribeConnection: 1 });
  });

  it("of a list where a connection is being deleted are one more, which finds it gone", async () => {
    const { bench, definitions } = await managing();
    const { inventory } = bench.deps.aws;
    const late: typeof inventory = {
      async page(...given) {
        const answer = await inventory.page(...given);
        if (answer instanceof Refusal) return answer;
        const going = { state: "DELETING", phase: "deleting" } as const;
        const items = answer.items.map((item) => (item.identifier === "c7" ? { ...item, ...going } : item));
        if (items.some(({ identifier }) => identifier === "c7")) bench.aws.removeConnection("c7");
        return { ...answer, items };
      },
    };
    const deps = { ...bench.deps, aws: { ...bench.deps.aws, inventory: late } };
    const set = { definitions, diagnostics: [], literals: bench.literals };
    const counts = await during(bench, async () => {
      const { plan } = await planDefinitions(set, "all", deps, { signal });
      expect(plan.counts).toMatchObject({ "no-op": 119, create: 1 });
    });
    expect(counts).toMatchObject({ ListConnections: 2, DescribeConnection: 1 });
  });

  it("of a plan where nobody may list are one for each connection", async () => {
    const { bench, definitions } = await managing();
    bench.aws.addFault({ kind: "access-denied", operation: "ListConnections", every: 1 });
    expect(await during(bench, () => bench.plan(definitions))).toEqual({
      ListConnections: 1,
      DescribeParameters: 3,
      DescribeConnection: 120,
    });
  });

  it("of a plan in an account with many more connections are twice as many as it has to look at, at most", async () => {
    const { bench } = await managing();
    const one = keyed(bench, "c0");
    const ledger = { ...bench.deps.ledger };
    const records = async () => (await bench.deps.ledger.records()).filter(({ name }) => name === "c119");
    const set = { definitions: [{ ...one, ...keyed(bench, "c119") }], diagnostics: [], literals: bench.literals };
    const deps = { ...bench.deps, ledger: { ...ledger, records } };
    const counts = await during(bench, () => planDefinitions(set, "all", deps, { signal }));
    expect(counts["ListConnections"]).toBe(1);
    expect(counts["DescribeConnection"] ?? 0).toBeLessThanOrEqual(1);
  });
});
