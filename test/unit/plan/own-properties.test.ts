import { describe, expect, it } from "vitest";
import { buildPlan, keysToRead } from "../../../workflows/engine/plan/build.ts";
import type { DefinitionOptions } from "../../../workflows/engine/definition/definition.ts";
import { exportFindings, plannedExports } from "../../../workflows/engine/plan/guards/export-guards.ts";
import { allowedBy } from "../../../workflows/engine/policy/caps.ts";
import { defaultLimits, exportFault, strictest } from "../../../workflows/engine/policy/limits.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import type { PlanRecord } from "../../../workflows/engine/plan/record.ts";
import type { Change } from "../../../workflows/engine/plan/plan.ts";
import {
  apiKeyModel,
  definitionOf,
  lookAt,
  options,
  parameter,
  parametersByPath,
  planInput,
  recordOf,
} from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

type Own = Partial<DefinitionOptions>;

const orders = apiKeyModel("orders");
const parameters = parametersByPath(parameter("/bridgehead/orders", 7), parameter("/bridgehead/orders-v2", 1));
const own = (changes: Own): DefinitionOptions => ({ ...options, ...changes });
const defined = (asked: Own, model: Model = orders, id = "orders") => definitionOf(model, { id, options: own(asked) });
const recorded = (had: Own, changes: Partial<PlanRecord> = {}) =>
  recordOf(orders, parameters, { options: own(had), ...changes });

const planOf = (asked: Own, records: readonly PlanRecord[], model?: Model) =>
  buildPlan(planInput({ definitions: [defined(asked, model)], records, parameters }));

function changeOf(asked: Own, records: readonly PlanRecord[], model?: Model): Change {
  const [change] = planOf(asked, records, model).changes;
  if (change === undefined) throw new Error("the plan has a change");
  return change;
}

const ownPaths = ({ properties }: Change): readonly unknown[] =>
  properties.filter(({ path }) => /^\/[a-z]/.test(path)).map(({ path, before, after }) => [path, before, after]);

describe("own properties", () => {
  it.each<[Own, Own, unknown]>([
    [{ protect: true }, {}, ["/protect", true, false]],
    [{}, { protect: true }, ["/protect", false, true]],
    [{ removal: "retain" }, {}, ["/removal", "retain", "delete"]],
    [{}, { exportArn: "/bridgehead-arns/a" }, ["/exportArn", null, "/bridgehead-arns/a"]],
    [{ exportArn: "/bridgehead-arns/a" }, {}, ["/exportArn", "/bridgehead-arns/a", null]],
    [{}, { exportSecretArn: "/bridgehead-arns/s" }, ["/exportSecretArn", null, "/bridgehead-arns/s"]],
  ])("from %j to %j are a change of their own", (had, asked, expected) => {
    const plan = planOf(asked, [recorded(had)]);
    expect(plan.counts).toMatchObject({ configure: 1, update: 0 });
    const [change] = plan.changes;
    expect(change).toMatchObject({ action: "configure", reason: "Bridgehead's own properties of it changed" });
    expect(change?.properties).toMatchObject([{ sensitive: false, readable: true, recorded: null }]);
    expect(change === undefined ? [] : ownPaths(change)).toEqual([expected]);
    expect(
      keysToRead({
        definitions: planInput({ definitions: [defined(asked)] }).definitions,
        records: [recorded(had)],
        parameters,
      }),
    ).toHaveLength(1);
  });

  it("that are as they were are none, whatever is said about taking over", () => {
    const had = { protect: true, removal: "retain", exportArn: "/bridgehead-arns/a" } as const;
    expect(changeOf({ ...had, adopt: true }, [recorded(had)])).toMatchObject({ action: "no-op", properties: [] });
  });

  it("are part of what makes and changes a resource", () => {
    const asked = { protect: true, exportArn: "/bridgehead-arns/a" };
    expect(ownPaths(changeOf({}, []))).toEqual([]);
    expect(ownPaths(changeOf(asked, []))).toEqual([
      ["/exportArn", null, "/bridgehead-arns/a"],
      ["/protect", null, true],
    ]);
    const edited = apiKeyModel("orders", { Description: "v2" });
    const update = changeOf({}, [recorded(asked)], edited);
    expect(update.action).toBe("update");
    expect(ownPaths(update)).toEqual([
      ["/exportArn", "/bridgehead-arns/a", null],
      ["/protect", true, false],
    ]);
    const adopted = buildPlan(
      planInput({
        definitions: [defined({ adopt: true, removal: "retain" })],
        parameters,
        live: new Map([["orders", readablePart(orders)]]),
      }),
    ).changes[0];
    expect(adopted?.action).toBe("adopt");
    expect(adopted === undefined ? [] : ownPaths(adopted)).toEqual([["/removal", null, "retain"]]);
  });

  it("of what is replaced are compared with what goes", () => {
    const replacement = buildPlan(
      planInput({
        definitions: [defined({ protect: false, exportArn: "/bridgehead-arns/a" }, apiKeyModel("orders-v2"))],
        records: [recorded({ removal: "delete", exportArn: "/bridgehead-arns/a", protect: true })],
        parameters,
      }),
    ).changes[0];
    expect(replacement?.action).toBe("replace");
    expect(replacement === undefined ? [] : ownPaths(replacement)).toEqual([["/protect", true, false]]);
  });

  it("of what goes away are not told", () => {
    const [change] = buildPlan(planInput({ records: [recorded({ protect: true, exportArn: "/a/b" })] })).changes;
    expect(change).toMatchObject({ action: "delete" });
    expect(change === undefined ? [] : ownPaths(change)).toEqual([]);
  });

  it("are handed on anew by a resource that somebody made anew, though nothing of it differs", () => {
    const asked = { exportArn: "/bridgehead-arns/a" };
    const open = apiKeyModel("orders", { AuthParameters: {} });
    const told = { arn: "arn:2", modified: null, authorized: null };
    const records = [recordOf(open, new Map(), { options: own(asked), arn: "arn:1" })];
    const looks = new Map([["orders", lookAt(readablePart(open), { told })]]);
    const [change] = buildPlan(planInput({ definitions: [defined(asked, open)], records, looks })).changes;
    expect(change).toMatchObject({ action: "configure", properties: [{ path: "/exportArn", before: null }] });
    expect(change?.reason).toContain("made anew");
  });
});

describe("the digest of a change", () => {
  const edited = apiKeyModel("orders", { Description: "v2" });
  const digestOf = (asked: Own, model?: Model) => changeOf(asked, [recorded({ protect: true })], model).digest;

  it.each<[string, Own]>([
    ["protect", { protect: false }],
    ["removal", { protect: true, removal: "retain" }],
    ["exportArn", { protect: true, exportArn: "/bridgehead-arns/a" }],
    ["exportSecretArn", { protect: true, exportSecretArn: "/bridgehead-arns/a" }],
  ])("is over %s", (_, asked) => {
    expect(digestOf(asked, edited)).not.toBe(digestOf({ protect: true }, edited));
  });

  it("is over them in each action that they are part of", () => {
    const other = apiKeyModel("orders-v2");
    const created = (asked: Own) => changeOf(asked, []).digest;
    const replaced = (asked: Own) => changeOf(asked, [recorded({})], other).digest;
    const configured = (asked: Own) => changeOf(asked, [recorded({ protect: true })]).digest;
    for (const of of [created, replaced]) expect(of({ protect: true })).not.toBe(of({}));
    expect(configured({ removal: "retain" })).not.toBe(configured({}));
  });

  it("tells which of two exports it is, and says nothing of taking over", () => {
    expect(digestOf({ exportArn: "/bridgehead-arns/a" })).not.toBe(digestOf({ exportSecretArn: "/bridgehead-arns/a" }));
    expect(digestOf({ adopt: true })).toBe(digestOf({}));
  });
});

describe("a change that did not get to its end", () => {
  const asked = { protect: true, exportArn: "/bridgehead-arns/a" };
  const begun = { digest: "reviewed", desired: orders, before: readablePart(orders), by: null };

  it.each<[string, Partial<PlanRecord>, string]>([
    ["the export of what is there", { state: "applied" }, "configure"],
    ["an update", { state: "incomplete" }, "update"],
  ])("is the one that was begun: %s", (_, changes, action) => {
    const records = [recorded({ protect: true }, { ...changes, begun: { ...begun, options: own(asked) } })];
    expect(changeOf(asked, records)).toMatchObject({ action, digest: "reviewed" });
    expect(changeOf({ ...asked, protect: false }, records).digest).not.toBe("reviewed");
    expect(changeOf({ exportArn: "/bridgehead-arns/b", protect: true }, records).digest).not.toBe("reviewed");
  });

  it("asked for what is in effect where an earlier version did not keep more of it", () => {
    const records = [recorded({ protect: true }, { state: "incomplete", begun })];
    expect(changeOf({ protect: true }, records).digest).toBe("reviewed");
    expect(changeOf({}, records).digest).not.toBe("reviewed");
  });
});

describe("what an ARN is written to", () => {
  const stock = apiKeyModel("stock");
  const at = "/bridgehead-arns/a";

  /** What is said where there are these parameters. */
  function said(input: Parameters<typeof planInput>[0], existing: readonly string[] = []): readonly unknown[] {
    const { changes } = buildPlan(planInput({ parameters, ...input }));
    const plan = { changes, records: input.records ?? [], limits: defaultLimits };
    const findings = exportFindings(plannedExports(plan), new Set(existing), plan);
    return findings.map(({ code, level, about }) => [code, level, about?.name]);
  }

  it("is a parameter that does not exist, or that its own record has", () => {
    expect(said({ definitions: [defined({ exportArn: at })] })).toEqual([["export-written", "warn", "orders"]]);
    expect(said({ definitions: [defined({ exportArn: at })] }, [at])).toEqual([["export-not-ours", "block", "orders"]]);
    const written = [recorded({}, { written: [at] })];
    expect(said({ definitions: [defined({ exportArn: at })], records: written }, [at])).toEqual([
      ["export-written", "warn", "orders"],
    ]);
  });

  it("is said for what would be written alone", () => {
    const records = [recorded({ exportArn: at })];
    expect(said({ definitions: [defined({ exportArn: at, protect: true })], records }, [at])).toEqual([]);
    const old = [recorded({ exportArn: "/elsewhere/a" })];
    const edited = apiKeyModel("orders", { Description: "v2" });
    expect(said({ definitions: [defined({ exportArn: "/elsewhere/a" }, edited)], records: old })).toEqual([]);
  });

  it("is below the prefix", () => {
    const definitions = [defined({ exportArn: "/bridgehead/a", exportSecretArn: "/bridgehead-arnsa/b" })];
    expect(said({ definitions })).toEqual([
      ["export-outside-prefix", "block", "orders"],
      ["export-outside-prefix", "block", "orders"],
    ]);
  });

  it("is written by one alone", () => {
    const two = [defined({ exportArn: at }), defined({ exportSecretArn: at }, stock, "stock")];
    expect(said({ definitions: two })).toEqual([
      ["export-twice", "block", "orders"],
      ["export-twice", "block", "stock"],
    ]);
    expect(said({ definitions: [defined({ exportArn: at, exportSecretArn: at })] })).toEqual([
      ["export-twice", "block", "orders"],
      ["export-twice", "block", "orders"],
    ]);
    // What is there already goes on.
    const records = [recorded({ exportArn: at })];
    expect(said({ definitions: two, records }, [at])).toEqual([["export-twice", "block", "stock"]]);
    const goes = [defined({ exportSecretArn: at }, stock, "stock")];
    expect(said({ definitions: goes, records }, [at])).toEqual([["export-twice", "block", "stock"]]);
  });

  it("goes on with a replacement, also where the old one is still to go", () => {
    const next = apiKeyModel("orders-v2");
    const records = [recorded({ exportArn: at })];
    const definitions = [defined({ exportArn: at }, next)];
    expect(said({ definitions, records }, [at])).toEqual([["export-written", "warn", "orders-v2"]]);
    const made = recordOf(next, parameters, { id: "orders", options: own({}), written: [at] });
    expect(said({ definitions, records: [...records, made] }, [at])).toEqual([["export-written", "warn", "orders-v2"]]);
  });

  it("stays where the export goes, and of what goes away itself nothing is said", () => {
    const records = [recorded({ exportArn: at })];
    expect(said({ definitions: [defined({})], records }, [at])).toEqual([["export-left", "warn", "orders"]]);
    expect(said({ records }, [at])).toEqual([]);
  });
});

describe("the prefix for ARNs", () => {
  const fault = (exportPrefix: string, secretPrefixes = ["/bridgehead/"]) =>
    exportFault(`${exportPrefix}a/b`, { exportPrefix, secretPrefixes });

  it("is apart from the secrets and from the pipeline", () => {
    expect(fault("/bridgehead-arns/")).toBeNull();
    expect(fault("/arns/", ["/a/", "/arn/"])).toBeNull();
    for (const prefix of [
      "/bridgehead/",
      "/bridgehead/arns/",
      "/",
      "/bridgehead-system/",
      "/bridgehead-system/test/",
    ]) {
      expect(fault(prefix)).toContain("is refused");
    }
    expect(fault("/shop/", ["/shop/secrets/"])).toContain("/shop/secrets/");
    expect(fault("/shop/secrets/arns/", ["/shop/secrets/"])).toContain("is refused");
  });

  it("is told as what it is where the stack allows nothing of it", () => {
    const caps = { secretPrefix: "/bridgehead/", exportPrefix: "/bridgehead-arns/", approvals: 0, names: {} };
    const limits = allowedBy({ ...defaultLimits, exportPrefix: "/arns/" }, caps);
    expect(exportFault("/arns/orders", limits)).toMatch(/`exportPrefix` .* the stack's/);
  });

  it("begins a whole level", () => {
    expect(exportFault("/bridgehead-arnsa/b", defaultLimits)).toBe("it is not below /bridgehead-arns/");
    const none = strictest(defaultLimits, { ...defaultLimits, exportPrefix: "/arns/" });
    expect(exportFault("/bridgehead-arns/b", none)).toBe(
      "the configuration's `exportPrefix` and the stack's have nothing in common",
    );
  });
});
