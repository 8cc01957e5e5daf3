import { describe, expect, it } from "vitest";
import { keyed, resultFor, startApplyBench, storedKey } from "../support/apply-bench.ts";
import { crateModel, crateOf, yard } from "../support/crates.ts";

describe("a call that AWS throttles", () => {
  it("is repeated with the same client token, and takes effect once", async () => {
    const bench = await startApplyBench({
      faults: [{ kind: "throttle", operation: "CreateResource", times: 3 }],
    });
    const applied = await bench.apply([keyed(bench, "orders")]);
    expect(applied.result.outcome).toBe("applied");
    expect(bench.tokens("CreateResource")).toHaveLength(4);
    expect(new Set(bench.tokens("CreateResource")).size).toBe(1);
  });

  it("is given up after six times; then the intent stays, and the next run asks with the same token", async () => {
    const bench = await startApplyBench();
    bench.aws.addFault({ kind: "throttle", operation: "CreateResource", every: 1 });
    const applied = await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")]);
    expect(resultFor(applied, "orders").error).toContain("ThrottlingException");
    expect(bench.tokens("CreateResource", "orders")).toHaveLength(6);
    expect(await bench.deps.ledger.intents()).toHaveLength(2);

    bench.aws.clearFaults();
    expect((await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")])).result.outcome).toBe("applied");
    expect(new Set(bench.tokens("CreateResource", "orders")).size).toBe(1);
  });

  it("or whose answer was lost after it took effect, makes no second connection", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "reset", when: "after", operation: "CreateResource" }] });
    const applied = await bench.apply([keyed(bench, "orders")]);
    expect(applied.result.outcome).toBe("applied");
    expect(bench.tokens("CreateResource")).toHaveLength(2);
    expect(new Set(bench.tokens("CreateResource")).size).toBe(1);
  });

  it("of which every answer is lost, is found out by the next run", async () => {
    const bench = await startApplyBench();
    bench.aws.addFault({ kind: "reset", when: "after", operation: "CreateResource", every: 1 });
    expect(resultFor(await bench.apply([keyed(bench, "orders")]), "orders").status).toBe("failed");
    bench.aws.clearFaults();
    expect(resultFor(await bench.apply([keyed(bench, "orders")]), "orders")).toMatchObject({
      action: "create",
      status: "applied",
    });
    expect(new Set(bench.tokens("CreateResource")).size).toBe(1);
  });
});

const passing = ["Throttling", "NetworkFailure", "ResourceConflict", "ServiceInternalError", "ServiceTimeout"];

describe("an operation that AWS took and failed for a passing reason", () => {
  it.each(passing)("%s is submitted anew, with another token", async (code) => {
    const bench = await startApplyBench({ faults: [{ kind: "fail", code, operation: "CreateResource", times: 2 }] });
    const applied = await bench.apply([keyed(bench, "orders")]);
    expect(applied.result.outcome).toBe("applied");
    expect(new Set(bench.tokens("CreateResource")).size).toBe(3);
    expect((await bench.deps.ledger.records())[0]).toMatchObject({ generation: 1 });
  });

  it("is given up the third time, and nothing is left to continue", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "fail", code: "Throttling", every: 1 }] });
    const result = resultFor(await bench.apply([keyed(bench, "orders")]), "orders");
    expect(result.status).toBe("failed");
    expect(bench.tokens("CreateResource")).toHaveLength(3);
    expect(await bench.deps.ledger.intents()).toEqual([]);
  });
});

const terminal = [
  ..."NotUpdatable InvalidRequest AccessDenied UnauthorizedTaggingOperation InvalidCredentials".split(" "),
  ..."AlreadyExists NotFound ServiceLimitExceeded NotStabilized InternalFailure".split(" "),
  "SomethingNew",
];

describe("an operation that AWS took and failed for good", () => {
  it.each(terminal)("%s is a failed result with AWS's request, and what is independent goes on", async (code) => {
    const bench = await startApplyBench({ faults: [{ kind: "fail", code, name: "orders" }] });
    const applied = await bench.apply([keyed(bench, "orders"), keyed(bench, "stock")]);
    expect(applied.result).toMatchObject({ outcome: "failed", reason: "change-failed" });
    const { status, error } = resultFor(applied, "orders");
    expect(status).toBe("failed");
    expect(error).toMatch(
      new RegExp(`^AWS failed the create of "orders" with ${code}: .*\\(request token [-0-9a-f]{36}\\); \\w`),
    );
    expect(resultFor(applied, "stock").status).toBe("applied");
    expect(bench.tokens("CreateResource", "orders")).toHaveLength(1);
    expect(await bench.deps.ledger.intents()).toEqual([]);
    expect((await bench.deps.ledger.records()).map(({ name }) => name)).toEqual(["stock"]);
  });

  it("is tried twice more where AWS's code stands for nearly everything, and then says what may be behind it", async () => {
    const unclear = { kind: "fail", code: "GeneralServiceException", operation: "CreateResource" } as const;
    const passing = await startApplyBench({ faults: [{ ...unclear, times: 2 }] });
    expect((await passing.apply([keyed(passing, "orders")])).result.outcome).toBe("applied");
    expect(new Set(passing.tokens("CreateResource")).size).toBe(3);

    const lasting = await startApplyBench({ faults: [{ ...unclear, times: 9 }] });
    const { error } = resultFor(await lasting.apply([keyed(lasting, "orders")]), "orders");
    expect(error).toMatch(
      /with GeneralServiceException: .*; AWS reports with this code nearly everything .* CloudTrail/,
    );
    expect(lasting.tokens("CreateResource")).toHaveLength(3);
  });

  it("says that somebody cancelled it, and is planned again", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "cancel", when: "before" }] });
    const { error } = resultFor(await bench.apply([keyed(bench, "orders")]), "orders");
    expect(error).toMatch(
      /^somebody cancelled the create of "orders" in AWS \(request token [-0-9a-f]{36}\); run the apply again$/,
    );
    expect((await bench.apply([keyed(bench, "orders")])).result.outcome).toBe("applied");
  });

  it("names the hook that refused it", async () => {
    const bench = await startApplyBench({ faults: [{ kind: "hook", message: "keys must be long" }] });
    const { error } = resultFor(await bench.apply([keyed(bench, "orders")]), "orders");
    expect(error).toContain("hook Local::Test::Hook (PRE_PROVISION, FAIL) failed: keys must be long");
    expect(error).toMatch(/; satisfy the hook, or ask whoever keeps it$/);
  });

  it("never shows the credential that AWS quotes", async () => {
    const bench = await startApplyBench();
    const definition = keyed(bench, "orders");
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "key-7f3a-of-orders" });
    bench.aws.addFault({
      kind: "fail",
      code: "InvalidRequest",
      message: `Value 'key-7f3a-of-orders' at 'apiKeyValue'`,
    });
    const { error } = resultFor(await bench.apply([definition]), "orders");
    expect(error).toContain("Value '[masked]' at");
  });

  it("shows what stands in a plain parameter that AWS shows to everybody", async () => {
    const bench = await startApplyBench();
    bench.aws.putParameter({ name: "/bridgehead/about", value: "events", type: "String" });
    const orders = keyed(bench, "orders", { Description: "{{resolve:ssm:/bridgehead/about}}" });
    bench.aws.addFault({
      kind: "fail",
      code: "AccessDenied",
      message: "not authorized to perform: events:CreateConnection",
    });
    expect(resultFor(await bench.apply([orders]), "orders").error).toContain("perform: events:CreateConnection");
  });

  it("is readable for one resource where another one has a secret of one letter", async () => {
    const bench = await startApplyBench();
    const definitions = [keyed(bench, "orders"), keyed(bench, "billing")];
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "e" });
    const message = "Value at 'apiKeyValue' failed";
    for (const name of ["orders", "billing"]) {
      bench.aws.addFault({ kind: "fail", code: "InvalidRequest", message, name });
    }
    const applied = await bench.apply(definitions);
    expect(resultFor(applied, "billing").error).toContain(message);
    expect(resultFor(applied, "orders").error).toContain("AWS's words are not shown");
    expect(JSON.stringify(applied.result)).not.toContain("[masked]");
  });

  it("fails an update that AWS took and did not carry out, naming the path", async () => {
    const bench = await startApplyBench();
    const key = "arn:aws:kms:eu-west-1:111122223333:key/1";
    await bench.apply([keyed(bench, "orders", { KmsKeyIdentifier: key })]);
    for (const run of ["first", "second"]) {
      const applied = await bench.apply([keyed(bench, "orders")], { run, read: "changed" });
      expect(applied.result).toMatchObject({ outcome: "failed", reason: "change-failed" });
      expect(resultFor(applied, "orders").error).toBe(
        "AWS reported success, but kept /KmsKeyIdentifier: no update takes that away. To be rid of it, replace the " +
          "connection: give it another name, or delete it and create it again",
      );
    }
  });
});

describe("another operation on the same connection", () => {
  const busy = { kind: "error", code: "ConcurrentOperationException", message: "busy", times: 3 } as const;

  it("is waited for, and each attempt after it has a token of its own", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ ...busy, operation: "UpdateResource" });
    const applied = await bench.apply([keyed(bench, "orders", { Description: "v2" })]);
    expect(applied.result.outcome).toBe("applied");
    expect(new Set(bench.tokens("UpdateResource")).size).toBe(4);
    expect(storedKey(bench, "orders")).toBe("key-of-orders");
  });

  it("that changed the connection makes the plan stale", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "orders")]);
    bench.aws.addFault({ ...busy, operation: "UpdateResource" });
    const { resources } = bench.deps.aws;
    const applied = await bench.apply([keyed(bench, "orders", { Description: "v2" })], {
      aws: {
        resources: {
          ...resources,
          update: (...call) => {
            bench.aws.changeConnection("orders", { Description: "theirs" });
            return resources.update(...call);
          },
        },
      },
    });
    expect(resultFor(applied, "orders").error).toContain(
      "somebody changed it since it was planned; run the apply again",
    );
    expect(bench.aws.storedConnection("orders")?.properties["Description"]).toBe("theirs");
  });

  it("is not waited for longer than three minutes", async () => {
    const bench = await startApplyBench();
    bench.aws.addFault({ ...busy, operation: "CreateResource", times: 1000 });
    const before = bench.clock.now();
    expect(resultFor(await bench.apply([keyed(bench, "orders")]), "orders").error).toContain(
      "ConcurrentOperationException",
    );
    expect(bench.clock.now() - before).toBeLessThan(200_000);
  });
});

it("a success that reads miss for a while is waited for", async () => {
  const bench = await startApplyBench({
    kinds: yard,
    faults: [{ kind: "not-found", operation: "GetResource", times: 5 }],
  });
  bench.aws.putParameter({ name: "/bridgehead/crates/orders", value: "code" });
  expect((await bench.apply([crateOf(crateModel("orders"))])).result.outcome).toBe("applied");
});

it("a success that cannot be read back is failed now and settled by the next run", async () => {
  const bench = await startApplyBench();
  await bench.apply([keyed(bench, "orders")]);
  const deny = { kind: "access-denied", operation: "DescribeConnection", every: 1 } as const;
  const { resources } = bench.deps.aws;
  const applied = await bench.apply([keyed(bench, "orders", { Description: "v2" })], {
    aws: {
      resources: {
        ...resources,
        update: (...call) => {
          bench.aws.addFault(deny);
          return resources.update(...call);
        },
      },
    },
  });
  expect(resultFor(applied, "orders").error).toMatch(/cannot be read \(.*AccessDenied.*\); run the apply again/);
  bench.aws.clearFaults();
  expect(resultFor(await bench.apply([keyed(bench, "orders", { Description: "v2" })]), "orders").status).toBe(
    "applied",
  );
  expect(bench.tokens("UpdateResource")).toHaveLength(1);
});
