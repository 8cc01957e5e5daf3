import { describe, expect, it } from "vitest";
import type { Model } from "../../workflows/engine/values/model.ts";
import { parseConfig } from "../../workflows/engine/config/config.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { Draft } from "../../workflows/engine/import/draft.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { interpret } from "../../workflows/engine/interpret/interpret.ts";
import type { JsonObject } from "../../workflows/engine/values/json.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { importResources } from "../../workflows/import-resources.ts";
import { need } from "../../workflows/ports/answer.ts";
import { type ApplyBench, keyed, resultFor, reviewedWhere, startApplyBench } from "../support/apply-bench.ts";
import { keyOf, nameOf, definitionOf, options } from "../support/definitions.ts";
import { settings } from "../unit/interpret/support.ts";

const signal = new AbortController().signal;
const rcfg = "arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-0123456789abcdefg";
const privatePath = { ResourceParameters: { ResourceConfigurationArn: rcfg } };

const secret = (Key: string) => ({ Key, Value: `canary-${Key}`, IsValueSecret: true });
const open = (Key: string, Value: string) => ({ Key, Value, IsValueSecret: false });

/** Connections as a person makes them in the console: of every kind, with everything that one can have. */
const consoleMade: readonly Model[] = [
  {
    Name: "a-key",
    Description: 'Says "hi" to the shop',
    AuthorizationType: "API_KEY",
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "canary-key" },
      InvocationHttpParameters: {
        HeaderParameters: [open("x-tenant", "shop"), secret("x-signature")],
        QueryStringParameters: [open("page", "1"), secret("page")],
        BodyParameters: [secret("Ünïcode key")],
      },
    },
  },
  {
    Name: "b.basic_-",
    // The same as none.
    Description: "",
    AuthorizationType: "BASIC",
    KmsKeyIdentifier: "alias/eventing",
    AuthParameters: { BasicAuthParameters: { Username: "shop", Password: "canary-password" } },
  },
  {
    Name: "c-oauth",
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: "shop", ClientSecret: "canary-client" },
        AuthorizationEndpoint: "https://auth.example.com/token",
        HttpMethod: "POST",
        OAuthHttpParameters: { BodyParameters: [open("scope", "orders:write"), secret("assertion")] },
      },
    },
  },
  {
    Name: "d-private",
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: "shop", ClientSecret: "canary-client" },
        AuthorizationEndpoint: "https://auth.example.com/token",
        HttpMethod: "GET",
      },
      ConnectivityParameters: privatePath,
    },
    InvocationConnectivityParameters: privatePath,
  },
];

async function make(bench: ApplyBench, ...models: readonly Model[]): Promise<void> {
  for (const model of models) {
    const token = crypto.randomUUID();
    const { requestToken } = need(
      await bench.deps.aws.resources.create(keyOf(nameOf(model)), new SecretText(JSON.stringify(model)), token, signal),
    );
    await bench.clock.sleep(10_000, signal);
    expect(await bench.deps.aws.resources.progress(requestToken, signal)).toMatchObject({ status: "SUCCESS" });
  }
}

function importFrom(bench: ApplyBench, names: readonly string[] = [], defined: readonly Definition[] = []) {
  // Nothing of an import runs a definition.
  const evaluate = () => Promise.reject(new Error("an import evaluated files"));
  const definitions = { evaluator: { evaluate }, fingerprintKey: new SecretText("key") };
  const deps = { ...bench.deps, definitions };
  return importResources({ names, defined, config: parseConfig(undefined, builtinKinds) }, deps, { signal });
}

/** What a plan will make of the drafts. */
function meant(drafts: readonly Draft[], more: JsonObject = {}): readonly Definition[] {
  const at = { file: "a.ts", line: 1, column: 1 };
  const evaluated = drafts.map(({ type, id, props }) => ({
    type,
    id,
    props: { ...props, ...more },
    at,
    locations: {},
  }));
  return interpret({ definitions: evaluated, diagnostics: [] }, settings).definitions;
}

describe("an import", () => {
  it("drafts every connection, with all that AWS tells and no credential", async () => {
    const bench = await startApplyBench();
    await make(bench, ...consoleMade);
    const imported = await importFrom(bench);
    expect(imported.skipped).toEqual([]);
    expect(imported.drafts.map(({ name }) => name)).toEqual(["a-key", "b.basic_-", "c-oauth", "d-private"]);
    expect(imported.parameters.map(({ path, version }) => `${path} ${version}`)).toEqual([
      "/bridgehead/a-key/api-key null",
      "/bridgehead/a-key/header-x-signature null",
      "/bridgehead/a-key/query-page null",
      "/bridgehead/a-key/body-n-code-key null",
      "/bridgehead/b.basic_-/password null",
      "/bridgehead/c-oauth/client-secret null",
      "/bridgehead/c-oauth/oauth-body-assertion null",
      "/bridgehead/d-private/client-secret null",
    ]);
    expect(JSON.stringify(imported)).not.toContain("canary");
    expect(bench.aws.requests().filter(({ operation }) => /^(Update|Delete|Put)/.test(operation))).toEqual([]);
  });

  it("leaves nothing to write, unless that is asked for, and an apply then leaves nothing at all", async () => {
    const bench = await startApplyBench();
    await make(bench, ...consoleMade);
    const { drafts, parameters } = await importFrom(bench);
    for (const { path } of parameters) bench.aws.putParameter({ name: path, value: `value-of-${path}` });

    const { changes } = await bench.plan(meant(drafts));
    expect(changes.map(({ action }) => action)).toEqual(["adopt", "adopt", "adopt", "adopt"]);
    expect(changes.flatMap(({ properties }) => properties)).toEqual([]);
    const forced = await bench.plan(meant(drafts, { adopt: "write" }));
    const written = forced.changes.flatMap(({ name, properties }) => properties.map(({ path }) => `${name} ${path}`));
    expect(written.toSorted()).toEqual(
      parameters.map(({ connection, property }) => `${connection} ${property}`).toSorted(),
    );

    const before = bench.aws.storedConnection("a-key")?.properties;
    expect((await bench.apply(meant(drafts))).result.outcome).toBe("applied");
    expect((await bench.plan(meant(drafts))).counts).toMatchObject({ "no-op": 4, update: 0 });
    expect((await bench.plan(meant(drafts, { adopt: false }))).counts).toMatchObject({ "no-op": 4, update: 0 });
    expect(bench.aws.storedConnection("a-key")?.properties).toEqual(before);

    expect((await bench.apply(meant(drafts, { adopt: "write" }))).result.outcome).toBe("applied");
    const stored = bench.aws.storedConnection("a-key")?.properties;
    expect(stored).toMatchObject({
      Description: 'Says "hi" to the shop',
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "value-of-/bridgehead/a-key/api-key" },
        InvocationHttpParameters: {
          HeaderParameters: [
            open("x-tenant", "shop"),
            { ...secret("x-signature"), Value: "value-of-/bridgehead/a-key/header-x-signature" },
          ],
        },
      },
    });
  });

  it("passes over what is managed or defined, and says so", async () => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "managed")]);
    await make(bench, ...["defined", "free"].map((name) => ({ ...consoleMade[1], Name: name })));
    const defined = [definitionOf({ ...consoleMade[1], Name: "defined" })];
    const imported = await importFrom(bench, [], defined);
    expect(imported.drafts.map(({ name }) => name)).toEqual(["free"]);
    expect(imported.skipped).toMatchObject([
      { name: "defined", reason: "defined", message: expect.stringContaining("defined.ts:3") },
      { name: "managed", reason: "managed" },
    ]);
  });

  it("takes those that are named, and says of each other why not", async () => {
    const bench = await startApplyBench();
    const names = ["Orders", "orders", "going", "moving", "gone", "other"];
    await make(bench, ...names.map((name) => ({ ...consoleMade[1], Name: name })));
    bench.aws.setConnectionState("going", "DELETING", null);
    bench.aws.setConnectionState("moving", "UPDATING", null);
    bench.aws.changeConnection("gone", { AuthParameters: {} });
    const imported = await importFrom(bench, ["moving", "orders", "going", "nowhere", "gone", "Orders", "Orders"]);
    expect(imported.drafts.map(({ name }) => name)).toEqual(["Orders"]);
    expect(imported.skipped.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
      "going deleting",
      "gone no-credentials",
      "moving changing",
      "nowhere not-found",
      "orders name-case",
    ]);
    const alone = await importFrom(bench, ["orders"]);
    expect(alone.drafts.map(({ name }) => name)).toEqual(["orders"]);
  });

  it("gives an id that is taken a number, and keeps the name", async () => {
    const bench = await startApplyBench();
    await make(bench, { ...consoleMade[1], Name: "orders" });
    const defined = [definitionOf({ ...consoleMade[1], Name: "orders-v2" }, { id: "orders" })];
    const { drafts } = await importFrom(bench, [], defined);
    expect(drafts).toMatchObject([{ id: "orders-2", name: "orders", props: { name: "orders" } }]);
  });

  it("tells parameters that exist already from those to create", async () => {
    const bench = await startApplyBench();
    await make(bench, consoleMade[1] ?? {});
    bench.aws.putParameter({ name: "/bridgehead/b.basic_-/password", value: "old" });
    expect((await importFrom(bench)).parameters).toMatchObject([
      { path: "/bridgehead/b.basic_-/password", version: 1 },
    ]);
  });

  it("reads every page of a long list", async () => {
    const bench = await startApplyBench();
    const names = Array.from({ length: 130 }, (_, index) => `c-${String(index).padStart(3, "0")}`);
    for (const name of names) {
      const text = new SecretText(JSON.stringify({ ...consoleMade[1], Name: name }));
      await bench.deps.aws.resources.create(keyOf(name), text, crypto.randomUUID(), signal);
    }
    await bench.clock.sleep(60_000, signal);
    expect((await importFrom(bench)).drafts.map(({ name }) => name)).toEqual(names);
  });
});

describe("an adoption that was written by hand", () => {
  const adopting = (name: string, changes: Model = {}) => {
    const model: Model = {
      Name: name,
      AuthorizationType: "API_KEY",
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/a}}" },
      },
      ...changes,
    };
    return definitionOf(model, { options: { ...options, adopt: true } });
  };

  it("shows what would change, also of the HTTP parameters that Cloud Control does not read", async () => {
    const bench = await startApplyBench();
    await make(bench, consoleMade[0] ?? {});
    const [change] = (await bench.plan([adopting("a-key", { Description: "other" })])).changes;
    const shown = change?.properties.map(({ path, before, after, readable }) => [
      path.split("/").slice(2),
      before,
      after,
      readable,
    ]);
    expect(change?.action).toBe("adopt");
    expect(shown).toEqual(
      expect.arrayContaining([
        [[], 'Says "hi" to the shop', "other", true],
        [["InvocationHttpParameters", "HeaderParameters", "0", "Value"], "shop", null, true],
        [["InvocationHttpParameters", "HeaderParameters", "1", "Key"], "x-signature", null, true],
      ]),
    );
    expect(JSON.stringify(change)).not.toContain("canary");
  });

  it("of a connection that does not exist is a create, with a finding", async () => {
    const bench = await startApplyBench();
    const plan = await bench.plan([adopting("nowhere")]);
    expect(plan.changes).toMatchObject([{ action: "create" }]);
    expect(plan.findings).toContainEqual({
      code: "nothing-to-adopt",
      level: "warn",
      message: 'there is no connection "nowhere" to adopt: it is created',
      about: { key: keyOf("nowhere"), name: "nowhere" },
    });
  });

  it("needs a review: nobody takes a connection over unseen", async () => {
    const bench = await startApplyBench();
    await make(bench, consoleMade[0] ?? {});
    bench.aws.putParameter({ name: "/bridgehead/a", value: "key" });
    const review = reviewedWhere(() => false);
    const applied = await bench.apply([adopting("a-key")], { review });
    expect(resultFor(applied, "a-key")).toMatchObject({ action: "adopt", status: "held" });
  });
});

describe("a connection that is forgotten", () => {
  it("stays as it is, and can be imported again", async () => {
    const bench = await startApplyBench();
    const retained = { options: { ...options, removal: "retain" as const } };
    await bench.apply([{ ...keyed(bench, "orders"), ...retained }, keyed(bench, "stock")]);
    const before = bench.aws.storedConnection("orders");
    const applied = await bench.apply([keyed(bench, "stock")]);
    expect(resultFor(applied, "orders")).toMatchObject({ action: "forget", status: "applied" });
    expect(bench.aws.storedConnection("orders")).toEqual(before);
    expect((await importFrom(bench)).drafts.map(({ name }) => name)).toEqual(["orders"]);
  });
});
