import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableModel } from "../../infra/local/aws/events/connection-type.ts";
import { applyPatch } from "../../infra/local/aws/cloud-control/patch.ts";
import { propertyList, touched } from "../../infra/local/aws/cloud-control/resource-model.ts";
import type { StoredConnection } from "../../infra/local/aws/state.ts";
import { buildPlan } from "../../workflows/engine/plan/build.ts";
import type { DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import { digestOf } from "../../workflows/engine/values/digest.ts";
import { type JsonObject, valueAt } from "../../workflows/engine/values/json.ts";
import { Literals } from "../../workflows/engine/values/literals.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { startApplyBench } from "../support/apply-bench.ts";
import { connectionModels, plainParameter, secureParameters, shuffled } from "./connection-models.ts";
import { defined, parameter, parametersByPath, planInput, recordOf } from "../support/definitions.ts";
import {
  leaves,
  normaliseLive,
  patchFor,
  pathsWithAccess,
  readablePart,
  unreadPart,
} from "../support/of-connections.ts";

const literals = new Literals(new SecretText("laws"));
const models = fc.oneof(...[false, true].map((isPrivate) => connectionModels(literals, { isPrivate })));
const pairs = pairsOf(literals);
const parameters = parametersByPath(...[...secureParameters, plainParameter].map((path) => parameter(path, 3)));
const seeds = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 });

/** Bridgehead's own properties, whose parameters are those of one definition alone. */
const ownProperties = (name: string): fc.Arbitrary<DefinitionOptions> =>
  fc.record({
    adopt: fc.oneof(fc.boolean(), fc.constant("write" as const)),
    removal: fc.constantFrom("delete", "retain"),
    protect: fc.boolean(),
    exportArn: fc.constantFrom(null, `/bridgehead-arns/${name}`),
    exportSecretArn: fc.constantFrom(null, `/bridgehead-arns/${name}-secret`),
  });

/** Two states of one connection. */
function pairsOf(kept: Literals): fc.Arbitrary<readonly [Model, Model]> {
  return fc
    .oneof(
      ...[false, true].map((isPrivate) => {
        const model = connectionModels(kept, { isPrivate });
        return fc.tuple(model, model);
      }),
    )
    .filter(([a, b]) => hasTokenPath(a) === hasTokenPath(b));
}

/** An update cannot take a private path away, and only OAuth connections have the second one. */
function hasTokenPath(model: Model): boolean {
  return valueAt(model, "/AuthParameters/ConnectivityParameters") !== undefined;
}

/** What Cloud Control shows of a connection that was made from a model, read-only properties included. */
function readModel(properties: JsonObject): JsonObject {
  const association = "arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetworkresourceassociation/snra-x";
  const generated = Object.fromEntries(
    ["/InvocationConnectivityParameters", "/AuthParameters/ConnectivityParameters"]
      .filter((path) => valueAt(properties, path) !== undefined)
      .map((path) => [`${path}/ResourceParameters/ResourceAssociationArn`, association]),
  );
  const times = { created: 0, modified: 0, authorized: 0, state: "AUTHORIZED", stateReason: null, next: null };
  const arns = { arn: "arn:aws:events:eu-west-1:111122223333:connection/orders/1", secretArn: "arn:secret" };
  const stored: StoredConnection = { name: "orders", properties, generated, ...arns, ...times };
  return readableModel(stored);
}

describe("planning", () => {
  it("what is as it was applied is no change, whatever else is read", () => {
    fc.assert(
      fc.property(models, fc.boolean(), ownProperties("orders"), (model, isRead, options) => {
        const live = new Map(isRead ? [["orders", normaliseLive(readModel(model))]] : []);
        const records = [recordOf(model, parameters, { options })];
        const plan = buildPlan(planInput({ definitions: [defined(model, { options })], records, parameters, live }));
        expect(plan.changes.map(({ action, properties }) => [action, properties])).toEqual([["no-op", []]]);
      }),
    );
  });

  it("what was taken over as it was is no change, and is written whole where that is asked for", () => {
    fc.assert(
      fc.property(models, ownProperties("orders"), (model, options) => {
        const records = [recordOf(model, parameters, { options, unwritten: true })];
        const [change] = buildPlan(
          planInput({ definitions: [defined(model, { options })], records, parameters }),
        ).changes;
        const secrets = leaves(model).filter(({ readable, sensitive }) => sensitive && !readable);
        const paths = change?.properties.map(({ path }) => path) ?? [];
        expect(change?.action).toBe(options.adopt === "write" ? "update" : "no-op");
        expect(secrets.filter(({ path }) => paths.includes(path))).toEqual(options.adopt === "write" ? secrets : []);
      }),
    );
  });

  it("other own properties alone are a change that names each of them, and has another digest for each", () => {
    const own = ownProperties("orders");
    fc.assert(
      fc.property(models, own, own, own, (model, had, one, other) => {
        const changeTo = (options: DefinitionOptions) => {
          const records = [recordOf(model, parameters, { options: had })];
          return buildPlan(planInput({ definitions: [defined(model, { options })], records, parameters })).changes[0];
        };
        const differing = (a: DefinitionOptions, b: DefinitionOptions) =>
          (["exportArn", "exportSecretArn", "protect", "removal"] as const).filter((name) => a[name] !== b[name]);
        const [change, another] = [changeTo(one), changeTo(other)];
        expect(change?.action).toBe(differing(had, one).length === 0 ? "no-op" : "configure");
        expect(change?.properties.map(({ path }) => path)).toEqual(differing(had, one).map((name) => `/${name}`));
        fc.pre(change?.action === another?.action);
        expect(change?.digest === another?.digest).toBe(differing(one, other).length === 0);
      }),
    );
  });

  it("something else is an update that names a path", () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        fc.pre(digestOf(leavesOf(before)) !== digestOf(leavesOf(after)));
        const records = [recordOf(before, parameters)];
        const [change] = buildPlan(planInput({ definitions: [defined(after)], records, parameters })).changes;
        expect(change?.action).toBe("update");
        expect(change?.properties).not.toEqual([]);
      }),
    );
  });

  it("gives the same digests in whatever order properties are written", () => {
    fc.assert(
      fc.property(models, pairs, seeds, (model, [live], seed) => {
        let at = 0;
        const random = (): number => seed[at++ % seed.length] ?? 0;
        const other = shuffled(model, random) as Model;
        expect(digestOf(other)).toBe(digestOf(model));
        const digest = (desired: Model, now: Model) =>
          buildPlan(
            planInput({
              definitions: [defined(desired)],
              records: [recordOf(live, parameters)],
              parameters,
              live: new Map([["orders", readablePart(now)]]),
            }),
          ).digest;
        expect(digest(other, shuffled(live, random) as Model)).toBe(digest(model, live));
      }),
    );
  });
});

/** A model as its leaves, where the order of parameters with different keys says nothing. */
function leavesOf(model: Model): JsonObject {
  return Object.fromEntries(leaves(model).map(({ identity, value }) => [identity, value]));
}

describe("what was read", () => {
  it("is normalised once for all", () => {
    fc.assert(
      fc.property(models, (model) => {
        const once = normaliseLive(readModel(model));
        expect(normaliseLive(once)).toEqual(once);
        expect(once).toEqual(normaliseLive(readablePart(model)));
      }),
    );
  });
});

/** Any two states of one connection: private or public, both or one of them. */
const transitions = fc.tuple(models, models);

describe("a patch", () => {
  it("fails where any text is not as it was read", () => {
    fc.assert(
      fc.property(pairs, fc.nat(), ([before, after], chosen) => {
        const live = readModel(before);
        const patch = patchFor(normaliseLive(live), after);
        const read = leaves(normaliseLive(live)).filter(
          ({ path, value }) => typeof value === "string" && path !== "/Name" && !value.includes("{{"),
        );
        const { path } = read[chosen % read.length] ?? { path: "" };
        const changed = applyPatch(live, [{ op: "replace", path, value: "somebody else's" }]);
        expect(() => applyPatch(changed, patch)).toThrow("[TEST Operation]");
        const removed = applyPatch(live, [{ op: "remove", path }]);
        expect(() => applyPatch(removed, patch)).toThrow("[TEST Operation]");
      }),
    );
  });

  it("is planned only where AWS can take it: all else is a replacement", () => {
    const readOnly = pathsWithAccess("read-only");
    fc.assert(
      fc.property(transitions, ([before, after]) => {
        const live = readModel(before);
        const [change] = buildPlan(
          planInput({
            definitions: [defined(after)],
            records: [recordOf(before, parameters)],
            parameters,
            live: new Map([["orders", normaliseLive(live)]]),
          }),
        ).changes;
        const patch = patchFor(normaliseLive(live), after, unreadPart(before));
        const patched = applyPatch(live, patch);
        const members = Object.keys(valueAt(patched, "/AuthParameters") ?? {}).length;
        const refused = touched(readOnly, patch, live, patched).length > 0 || members > 2;
        const isPlanned = change?.action === "replace" ? "replaced" : "in place";
        expect(isPlanned).toBe(refused ? "replaced" : "in place");
      }),
    );
  });

  it("takes what Cloud Control reads to exactly what is asked for", () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const live = readModel(before);
        const patched = applyPatch(live, patchFor(normaliseLive(live), after)) as JsonObject;
        expect(normaliseLive(patched)).toEqual(normaliseLive(after));
      }),
    );
  });

  it("touches nothing that is read-only or create-only", () => {
    const forbidden = [...pathsWithAccess("read-only"), ...pathsWithAccess("create-only")];
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const live = readModel(before);
        const patch = patchFor(normaliseLive(live), after);
        expect(propertyList(touched(forbidden, patch, live, applyPatch(live, patch)))).toBe("[]");
      }),
    );
  });

  it("adds every write-only property of the desired state again", () => {
    const writeOnly = pathsWithAccess("write-only");
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const live = readModel(before);
        const patched = applyPatch(live, patchFor(normaliseLive(live), after));
        for (const path of writeOnly) expect(valueAt(patched, path)).toEqual(valueAt(after, path));
      }),
    );
  });
});

describe("applying", () => {
  it("leaves nothing to do, after a create and after an update", async () => {
    // Otherwise a key stays for ever, which is a failure that says so.
    const bench = await startApplyBench({ settleMs: 10, faults: [{ kind: "release-key", every: 1 }] });
    for (const name of secureParameters) bench.aws.putParameter({ name, value: `value-of-${name}` });
    bench.aws.putParameter({ name: plainParameter, value: "somebody", type: "String" });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(pairsOf(bench.literals), fc.infiniteStream(ownProperties("c")), async (states, own) => {
        count += 1;
        for (const state of states) {
          const { exportArn, exportSecretArn, ...rest } = own.next().value;
          const options = {
            ...rest,
            // What is protected is neither made anew nor deleted, whoever accepts it.
            protect: false,
            exportArn: exportArn && `${exportArn}${count}`,
            exportSecretArn: exportSecretArn && `${exportSecretArn}${count}`,
          };
          const definitions = [defined({ ...state, Name: `c${count}` }, { options })];
          const { result } = await bench.apply(definitions);
          expect(result).toMatchObject({ outcome: expect.stringMatching(/^(?:applied|no-changes)$/) });
          const plan = await bench.plan(definitions);
          expect(plan.changes.map(({ action, properties }) => [action, properties])).toEqual([["no-op", []]]);
        }
        await bench.apply([]);
      }),
      { numRuns: 10 },
    );
  });
});
