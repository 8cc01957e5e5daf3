import { describe, expect, it } from "vitest";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { connection } from "../../workflows/engine/kinds/connection/index.ts";
import { createKinds } from "../../workflows/engine/kinds/registry.ts";
import { surveyTarget } from "../../workflows/plan/survey.ts";
import { type ApplyBench, keyed, resultFor, startApplyBench } from "../support/apply-bench.ts";
import { crate, crateOf, yard } from "../support/crates.ts";
import { options } from "../support/definitions.ts";

// Of crates Cloud Control alone tells anything: there is no other API to ask whether one is there.
const { signal } = new AbortController();
const HOUR_MS = 3_600_000;

const plainCrate = (name: string): Definition => crateOf({ Name: name, Size: 3 }, { id: name });

const exists = ({ aws }: ApplyBench, name: string): boolean => aws.storedResource(crate.type, name) !== undefined;

async function withCrate(name: string): Promise<ApplyBench> {
  const bench = await startApplyBench({ kinds: yard });
  expect((await bench.apply([plainCrate(name)])).result.outcome).toBe("applied");
  bench.clock.advance(HOUR_MS);
  return bench;
}

describe("a resource of which Cloud Control alone tells", () => {
  it.each([1, 2, 3])("is not forgotten while it exists, where %i reads come late", async (times) => {
    const bench = await withCrate("a");
    bench.aws.addFault({ kind: "not-found", operation: "GetResource", every: 1, times });
    await bench.apply([]);
    bench.clock.advance(HOUR_MS);
    bench.aws.clearFaults();
    const records = await bench.deps.ledger.records();
    expect(records.map(({ name }) => name)).toEqual(exists(bench, "a") ? ["a"] : []);
  });

  it("is deleted anew, and not taken for deleted, when AWS failed the delete and a read comes late", async () => {
    const bench = await withCrate("a");
    bench.aws.addFault({ kind: "fail", code: "GeneralServiceException", operation: "DeleteResource" });
    const { resources } = bench.deps.aws;
    const remove: typeof resources.delete = async (...call) => {
      bench.aws.addFault({ kind: "not-found", operation: "GetResource", every: 1, times: 1 });
      return await resources.delete(...call);
    };
    const applied = await bench.apply([], { aws: { resources: { ...resources, delete: remove } } });
    expect(resultFor(applied, "a").status).toBe("applied");
    expect(bench.tokens("DeleteResource")).toHaveLength(2);
    expect(exists(bench, "a")).toBe(false);
    expect(await bench.deps.ledger.records()).toEqual([]);
  });

  it("that somebody changed while AWS failed our update is not written over, and AWS's own reason is told", async () => {
    const bench = await withCrate("a");
    bench.aws.addFault({ kind: "fail", code: "InternalFailure", operation: "UpdateResource" });
    const { resources } = bench.deps.aws;
    const update: typeof resources.update = async (...call) => {
      const taken = await resources.update(...call);
      bench.aws.changeResource(crate.type, "a", { Name: "a", Size: 9 });
      return taken;
    };
    const wanted = crateOf({ Name: "a", Size: 4 }, { id: "a" });
    const failed = resultFor(await bench.apply([wanted], { aws: { resources: { ...resources, update } } }), "a");
    expect(failed.error).toMatch(/^AWS failed the update of "a" with InternalFailure: .*; somebody changed it since/);
    expect(bench.aws.storedResource(crate.type, "a")?.properties).toMatchObject({ Size: 9 });
    expect(await bench.deps.ledger.records()).toMatchObject([{ state: "in-doubt" }]);
    expect((await bench.plan([wanted])).changes).toMatchObject([{ action: "update", live: { Size: 9 } }]);
  });

  it("is not taken for another's: what a failed create left is said to be nobody's to tell", async () => {
    const bench = await startApplyBench({ kinds: yard });
    bench.aws.addFault({ kind: "remnant", operation: "CreateResource" });
    const failed = resultFor(await bench.apply([plainCrate("a")]), "a");
    expect(failed.error).toContain('there is a crate "a", and nobody tells whether Bridgehead made it');
    bench.clock.advance(HOUR_MS);
    bench.aws.clearFaults();
    const adopting = { ...plainCrate("a"), options: { ...options, adopt: true } };
    expect((await bench.apply([adopting])).result.outcome).toBe("applied");
  });

  it("is read once by a survey", async () => {
    const bench = await withCrate("a");
    const before = bench.aws.requests().length;
    const { resources } = await surveyTarget(bench.deps, { signal });
    expect(resources).toMatchObject([{ look: { state: null }, change: { action: "no-op" } }]);
    expect(bench.aws.requests().slice(before)).toHaveLength(1);
  });

  it("has its own noun in what is advised about AWS's refusals", async () => {
    const bench = await startApplyBench({ kinds: yard });
    bench.aws.addFault({ kind: "fail", code: "ServiceLimitExceeded", operation: "CreateResource" });
    expect(resultFor(await bench.apply([plainCrate("a")]), "a").error).toContain("delete crates that nobody needs");
  });

  it("has no credential that goes with it", async () => {
    const bench = await withCrate("a");
    const { renderPlanComment } = await import("../../workflows/render/plan-comment.ts");
    const comment = renderPlanComment(await bench.plan([]), { folder: "connections" });
    expect(comment).toContain("`a` is deleted.");
  });
});

describe("an id that resources of two types share", () => {
  it("does not have the one wait for the other", async () => {
    const bench = await startApplyBench({ kinds: yard });
    await bench.apply([{ ...plainCrate("old"), id: "orders" }]);
    bench.clock.advance(HOUR_MS);
    bench.aws.addFault({ kind: "fail", code: "InvalidRequest", operation: "CreateResource" });
    const applied = await bench.apply([{ ...keyed(bench, "new"), id: "orders" }]);
    expect(resultFor(applied, "new").status).toBe("failed");
    expect(resultFor(applied, "old").status).toBe("applied");
  });
});

describe("a type that the registry lacks", () => {
  it("is named, with the way out, before anything is read or written", async () => {
    const bench = await startApplyBench({ kinds: yard, keeps: true });
    await bench.apply([plainCrate("a"), keyed(bench, "orders")]);
    const after = await startApplyBench({ kinds: createKinds([connection]), from: bench.folder });
    const applying = after.apply([keyed(after, "orders", { Description: "new" })]);
    await expect(applying).rejects.toThrow(
      "does not know the resource type Test::Yard::Crate: use a version that does",
    );
    expect(after.aws.requests().filter(({ operation }) => /^(?:Create|Update|Delete)/.test(operation))).toEqual([]);
    expect(await after.deps.ledger.records()).toHaveLength(2);
    await expect(surveyTarget(after.deps, { signal })).rejects.toThrow("Test::Yard::Crate");
  });
});
