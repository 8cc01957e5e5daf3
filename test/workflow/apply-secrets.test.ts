import { describe, expect, it } from "vitest";
import type { ApplyAws } from "../../workflows/ports/aws.ts";
import { defined, apiKeyModel } from "../support/definitions.ts";
import { type ApplyBench, keyed, resultFor, startApplyBench, storedKey } from "../support/apply-bench.ts";
import { SYSTEM_PREFIX } from "../../workflows/engine/policy/limits.ts";

/** Something happens after the plan, just before the values are read. */
function beforeReading({ deps }: ApplyBench, act: () => void): Partial<ApplyAws> {
  return {
    secrets: {
      read: (...call) => {
        act();
        return deps.aws.secrets.read(...call);
      },
    },
  };
}

describe("a parameter that changes between plan and apply", () => {
  it("is used in the version that was planned", async () => {
    const bench = await startApplyBench();
    const definition = keyed(bench, "orders");
    const rotate = beforeReading(
      bench,
      () => void bench.aws.putParameter({ name: "/bridgehead/orders", value: "new" }),
    );
    await bench.apply([definition], { aws: rotate });
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
  });

  it("and whose planned version is gone fails its connection, and no other", async () => {
    const bench = await startApplyBench();
    const definitions = [keyed(bench, "orders"), keyed(bench, "stock")];
    const vanish = beforeReading(bench, () => bench.aws.deleteParameter("/bridgehead/orders"));
    const applied = await bench.apply(definitions, { aws: vanish });
    expect(resultFor(applied, "orders")).toMatchObject({
      status: "failed",
      error:
        "nothing was sent: parameter /bridgehead/orders has no version 1 any more; create the parameter again where it " +
        "was deleted, then run the apply again, which takes the newest version",
    });
    expect(resultFor(applied, "stock").status).toBe("applied");
    expect(bench.tokens("CreateResource", "orders")).toEqual([]);
  });

  it("and becomes secure is not sent where AWS would make it readable", async () => {
    const bench = await startApplyBench();
    bench.aws.putParameter({ name: "/bridgehead/user", value: "somebody", type: "String" });
    bench.aws.putParameter({ name: "/bridgehead/password", value: "secret-password" });
    const definition = defined({
      Name: "orders",
      AuthorizationType: "BASIC",
      AuthParameters: {
        BasicAuthParameters: {
          Username: "{{resolve:ssm:/bridgehead/user}}",
          Password: "{{resolve:ssm-secure:/bridgehead/password}}",
        },
      },
    });
    const harden = beforeReading(bench, () => {
      bench.aws.deleteParameter("/bridgehead/user");
      bench.aws.putParameter({ name: "/bridgehead/user", value: "now-a-secret" });
    });
    const applied = await bench.apply([definition], { aws: harden });
    expect(resultFor(applied, "orders")).toMatchObject({
      status: "failed",
      error: "nothing was sent: parameter /bridgehead/user is a SecureString; refer to it as one",
    });
    expect(bench.aws.connectionNames()).toEqual([]);
  });
});

describe("a parameter that cannot be read", () => {
  it("fails its connection, and no other", async () => {
    const bench = await startApplyBench();
    const definitions = [keyed(bench, "orders"), keyed(bench, "stock")];
    bench.aws.addFault({ kind: "kms-denied", operation: "GetParameters", name: "/bridgehead/orders", every: 1 });
    const applied = await bench.apply(definitions);
    expect(resultFor(applied, "orders").error).toMatch(/^parameter \/bridgehead\/orders cannot be read: GetParameters/);
    expect(resultFor(applied, "stock").status).toBe("applied");
    bench.aws.clearFaults();
    expect((await bench.apply(definitions)).result.outcome).toBe("applied");
  });

  it("is what is said of its connection, whatever else stands in it", async () => {
    const bench = await startApplyBench();
    const { model } = keyed(bench, "orders");
    bench.aws.putParameter({ name: "/bridgehead/header", value: "ends in a break\n" });
    const header = { Key: "x-more", Value: "{{resolve:ssm-secure:/bridgehead/header}}", IsValueSecret: true };
    const auth = { ...(model["AuthParameters"] as object), InvocationHttpParameters: { HeaderParameters: [header] } };
    bench.aws.addFault({ kind: "kms-denied", operation: "GetParameters", name: "/bridgehead/orders", every: 1 });
    const applied = await bench.apply([defined({ ...model, AuthParameters: auth })]);
    expect(resultFor(applied, "orders").error).toMatch(/^parameter \/bridgehead\/orders cannot be read/);
  });

  it("is asked for alone, and so are those that were asked for with it", async () => {
    const bench = await startApplyBench();
    const definitions = Array.from({ length: 12 }, (_, index) => keyed(bench, `c-${String(index).padStart(2, "0")}`));
    bench.aws.addFault({ kind: "kms-denied", operation: "GetParameters", name: "/bridgehead/c-03", every: 1 });
    const { result } = await bench.apply(definitions);
    expect(result.results.filter(({ status }) => status === "failed").map(({ name }) => name)).toEqual(["c-03"]);
    const sizes = bench.aws
      .requests()
      .filter(({ operation, name }) => operation === "GetParameters" && name?.startsWith("/bridgehead/") === true)
      .map(({ name }) => name?.split(",").length ?? 0);
    expect(sizes.toSorted((a, b) => b - a)).toEqual([10, 2, ...Array.from({ length: 10 }, () => 1)]);
  });

  it("does not end a run that has something to continue, and the intent waits for it", async () => {
    const bench = await startApplyBench();
    bench.aws.addFault({ kind: "reset", when: "after", operation: "CreateResource", every: 1 });
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.clearFaults();
    bench.aws.addFault({ kind: "kms-denied", operation: "GetParameters", name: "/bridgehead/orders", every: 1 });
    const denied = await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")]);
    expect(resultFor(denied, "orders")).toMatchObject({ action: "create", status: "failed" });
    expect(resultFor(denied, "stock").status).toBe("applied");

    bench.aws.clearFaults();
    expect((await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")])).result.outcome).toBe("applied");
    expect(new Set(bench.tokens("CreateResource", "orders")).size).toBe(1);
  });
});

it("what AWS says of a request whose secrets nobody knows any more is withheld", async () => {
  const bench = await startApplyBench();
  const orders = keyed(bench, "orders");
  bench.aws.putParameter({ name: "/bridgehead/orders", value: "key-7f3a-of-orders" });
  bench.aws.addFault({ kind: "fail", code: "InvalidRequest", message: "Value 'key-7f3a-of-orders' failed" });
  const { resources } = bench.deps.aws;
  const dying: typeof resources.progress = async () => {
    throw new Error("died");
  };
  await expect(bench.apply([orders], { aws: { resources: { ...resources, progress: dying } } })).rejects.toThrow(
    "died",
  );
  bench.clock.advance(60_000);
  bench.aws.deleteParameter("/bridgehead/orders");
  const { result } = await bench.apply([]);
  expect(JSON.stringify(result)).toContain("with InvalidRequest: (AWS's words are not shown: the credentials that");
  expect(JSON.stringify(result)).not.toContain("7f3a");
});

it("values are read for the changed connections only", async () => {
  const bench = await startApplyBench();
  await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")]);
  const before = bench.aws.requests().length;
  await bench.apply([keyed(bench, "orders", { Description: "v2" }), keyed(bench, "stock")]);
  const reads = bench.aws
    .requests()
    .slice(before)
    .filter(({ operation }) => operation === "GetParameters");
  const names = reads.map(({ name }) => name).filter((name) => !name?.startsWith(SYSTEM_PREFIX));
  expect(names).toEqual(["/bridgehead/orders:1"]);
});

it("a pinned version is sent as it is pinned", async () => {
  const bench = await startApplyBench();
  keyed(bench, "orders");
  bench.aws.putParameter({ name: "/bridgehead/orders", value: "newer" });
  const ApiKeyValue = "{{resolve:ssm-secure:/bridgehead/orders:1}}";
  const AuthParameters = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue } };
  await bench.apply([defined(apiKeyModel("orders", { AuthParameters }))]);
  expect(storedKey(bench, "orders")).toBe("key-of-orders");
});
