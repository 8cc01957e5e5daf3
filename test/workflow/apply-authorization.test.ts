import { describe, expect, it } from "vitest";
import type { Model } from "../../workflows/engine/values/model.ts";
import { readStatus } from "../../workflows/read-status.ts";
import { renderApplyComment } from "../../workflows/render/apply-comment.ts";
import { renderResultTerminal } from "../../workflows/render/terminal.ts";
import { type ApplyBench, keyed, resultFor, startApplyBench } from "../support/apply-bench.ts";
import { defined } from "../support/definitions.ts";

const privatePath = "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdef0";
const deauthorized = { kind: "end-state", state: "DEAUTHORIZED", reason: "the key was refused" } as const;
/** AWS reports success all the same. */
const unnoticed = [deauthorized, { kind: "end-early" }] as const;

function oauth(bench: ApplyBench, name: string, more: Model = {}) {
  bench.aws.putParameter({ name: `/bridgehead/${name}`, value: "client-secret" });
  return defined({
    Name: name,
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: "client", ClientSecret: `{{resolve:ssm-secure:/bridgehead/${name}}}` },
        AuthorizationEndpoint: "https://login.example.com/token",
        HttpMethod: "POST",
      },
    },
    ...more,
  });
}

describe("what AWS says of a credential that it took", () => {
  it("is worth something where AWS tried it, and else only that it is stored", async () => {
    const bench = await startApplyBench();
    const applied = await bench.apply([keyed(bench, "orders"), oauth(bench, "shop")]);
    const said = applied.result.results.map(({ name, authorization, standing }) => [name, authorization, standing]);
    expect(said).toEqual([
      ["orders", "AUTHORIZED", "stored; AWS tries it with the first event"],
      ["shop", "AUTHORIZED", undefined],
    ]);
  });

  it("is as little worth of a private path, which says nothing of the credential", async () => {
    const bench = await startApplyBench();
    const path = { ResourceParameters: { ResourceConfigurationArn: privatePath } };
    const orders = keyed(bench, "orders", { InvocationConnectivityParameters: path });
    expect(resultFor(await bench.apply([orders]), "orders")).toMatchObject({
      authorization: "ACTIVE",
      standing: "stored; AWS tries it with the first event",
    });
  });

  it("is said of no change that failed, and of a half-done one as of every other", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "remnant" }] });
    const failed = await bench.apply([keyed(bench, "orders")]);
    const text = renderResultTerminal(failed.result, failed.plan, { color: false, width: 200 });
    expect(text).not.toMatch(/AUTHORIZED|stored/);
    expect(renderApplyComment(failed.result, failed.plan, { folder: "connections", accepts: [] })).not.toContain(
      "AUTHORIZED",
    );
    const [status] = await readStatus(bench.deps, { signal: AbortSignal.timeout(10_000) });
    expect(status).toMatchObject({ state: "incomplete", standing: "stored; AWS tries it with the first event" });
  });

  it("is said as it is where it is bad", async () => {
    const bench = await startApplyBench({ faults: unnoticed });
    expect(resultFor(await bench.apply([keyed(bench, "orders")]), "orders")).not.toHaveProperty("standing");
  });
});

describe("a connection that AWS made and could not authorise", () => {
  it("fails the run as not authorised with AWS's own reason, and is completed later, since it is there", async () => {
    const bench = await startApplyBench({ faults: [deauthorized] });
    const applied = await bench.apply([keyed(bench, "orders")]);
    expect(applied.result).toMatchObject({ outcome: "failed", reason: "not-authorized" });
    const { error, authorization } = resultFor(applied, "orders");
    expect(authorization).toBe("DEAUTHORIZED");
    expect(error).toMatch(
      /^AWS failed the create of "orders" with GeneralServiceException: Couldn't stabilize .* due to connection state: the key was refused \(request token [-0-9a-f]{36}\); check the endpoint, and write the credential to its parameter anew, even where it is the same, then apply it again; it was made all the same, and the next apply completes it$/,
    );
    expect((await bench.deps.ledger.records())[0]).toMatchObject({
      state: "incomplete",
      authorization: "DEAUTHORIZED",
    });
  });

  it("fails every run until EventBridge changes its mind", async () => {
    const bench = await startApplyBench({ faults: unnoticed });
    const definitions = [keyed(bench, "orders")];
    await bench.apply(definitions);
    const again = await bench.apply(definitions, { read: "changed" });
    expect(again.result).toMatchObject({ outcome: "failed", reason: "not-authorized" });
    expect(resultFor(again, "orders")).toMatchObject({ action: "no-op", authorization: "DEAUTHORIZED" });
    expect(bench.tokens("UpdateResource")).toEqual([]);

    bench.aws.setConnectionState("orders", "AUTHORIZED", null);
    const well = await bench.apply(definitions);
    expect(well.result).toMatchObject({ outcome: "no-changes" });
    expect(resultFor(well, "orders")).toMatchObject({
      action: "no-op",
      status: "applied",
      authorization: "AUTHORIZED",
    });
    expect((await bench.apply(definitions)).result.results).toEqual([]);
  });

  it("is put right by a new credential", async () => {
    const bench = await startApplyBench({ faults: [deauthorized] });
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "better" });
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
  });

  it("and that went away since is failed, with what to do", async () => {
    const bench = await startApplyBench({ faults: unnoticed });
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.removeConnection("orders");
    const applied = await bench.apply([keyed(bench, "orders")], { read: "changed" });
    expect(applied.result).toMatchObject({ outcome: "failed", reason: "change-failed" });
    expect(resultFor(applied, "orders").error).toContain("does not know the connection any more");
    expect((await bench.apply([keyed(bench, "orders")], { read: "all" })).result.outcome).toBe("applied");
  });

  it("does not keep other connections from their result when EventBridge may not be asked", async () => {
    const bench = await startApplyBench({ faults: unnoticed });
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ kind: "access-denied", operation: "DescribeConnection", name: "orders", every: 1 });
    const applied = await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")]);
    expect(resultFor(applied, "orders").error).toContain("its state cannot be read");
    expect(resultFor(applied, "stock").status).toBe("applied");
  });
});

describe("an OAuth connection", () => {
  it("is waited for until EventBridge has fetched a token", async () => {
    const bench = await startApplyBench();
    expect(resultFor(await bench.apply([oauth(bench, "orders")]), "orders")).toMatchObject({
      status: "applied",
      authorization: "AUTHORIZED",
    });
  });

  it.each([
    [[], null],
    [[{ kind: "end-early" }], "AUTHORIZING"],
  ] as const)(
    "that takes longer than the run, under %j, is continued by a later one",
    async (faults, authorization) => {
      const bench = await startApplyBench({ settleMs: 60_000, faults });
      const first = await bench.apply([oauth(bench, "orders")], { within: 90_000 });
      expect(first.result).toMatchObject({ outcome: "continued", reason: "still-running" });
      expect(resultFor(first, "orders").authorization).toBe(authorization);
      bench.clock.advance(60_000);
      const second = await bench.apply([oauth(bench, "orders")]);
      expect(resultFor(second, "orders")).toMatchObject({ status: "applied", authorization: "AUTHORIZED" });
      expect(bench.tokens("CreateResource")).toHaveLength(1);
    },
  );
});

it("a success that may not be looked at fails the change, and is settled by the next run", async () => {
  const bench = await startApplyBench({ faults: [{ kind: "access-denied", operation: "DescribeConnection" }] });
  const applied = await bench.apply([keyed(bench, "orders")]);
  expect(applied.result).toMatchObject({ outcome: "failed", reason: "change-failed" });
  expect(resultFor(applied, "orders").error).toMatch(
    /^AWS reported success, but "orders" cannot be read \(.*AccessDenied.*; run the apply again$/,
  );
  expect(await bench.deps.ledger.records()).toEqual([]);
  expect(resultFor(await bench.apply([keyed(bench, "orders")]), "orders")).toMatchObject({
    status: "applied",
    authorization: "AUTHORIZED",
  });
});
