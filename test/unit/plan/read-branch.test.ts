import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createWorkerEvaluator } from "../../../infra/evaluate/worker-evaluator.ts";
import { parseConfig } from "../../../workflows/engine/config/config.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";
import { DefinitionFileError, type Source } from "../../../workflows/ports/source.ts";
import { type SourceBounds, strangerBounds, writerBounds } from "../../../workflows/ports/source-bounds.ts";
import {
  type BranchDefinitions,
  readBranch,
  readDeclared,
  sameConfig,
  sameDefinitions,
} from "../../../workflows/plan/read-branch.ts";
import { caps, target } from "../../support/definitions.ts";
import { definitionJson } from "../../support/pipeline.ts";

type Files = Readonly<Record<string, string>>;

const CONFIG = "bridgehead.config.json";
const evaluator = createWorkerEvaluator();
afterAll(() => evaluator.close());
const { signal } = new AbortController();
const defaults = parseConfig(undefined, builtinKinds);
const orders = definitionJson("orders");
const config = (members: object): Files => ({ [CONFIG]: JSON.stringify(members) });

/** Commits by their names: what is at each, from the root of the repository. */
function depsOf(commits: Readonly<Record<string, Files>>) {
  const filesAt = (commit: string): Files => commits[commit] ?? {};
  const source: Pick<Source, "file" | "files"> = {
    file: async (commit, path) => filesAt(commit)[path],
    async files(commit, folder, bounds) {
      const below = Object.entries(filesAt(commit)).filter(([path]) => path.startsWith(`${folder}/`));
      if (below.length > bounds.files) throw new DefinitionFileError(folder, { bound: "files", most: bounds.files });
      return below.map(([path, text]) => {
        if (text === "unreadable") throw new DefinitionFileError(path, "not-text");
        if (text === "submodule") throw new DefinitionFileError(folder, "submodule");
        return { path: path.slice(folder.length + 1), text };
      });
    },
  };
  return {
    kinds: builtinKinds,
    source: source as Source,
    target,
    caps,
    definitions: { evaluator, fingerprintKey: new SecretText("key") },
  };
}

describe("two commits declare the same", () => {
  const one = { "connections/orders.json": orders, "connections/_shared.ts": "export const x = 1;" };
  it.each<[string, Files, boolean]>([
    ["the same files", one, true],
    [
      "another member of the configuration that says how definitions are read",
      { ...one, ...config({ rules: { "api-limit": "off" } }) },
      false,
    ],
    ["another list of what is no secret", { ...one, ...config({ notSecrets: ["0".repeat(64)] }) }, false],
    ["another that says what is allowed", { ...one, ...config({ secretPrefixes: ["/prod/"], oauthHosts: [] }) }, true],
    ["the folder moved with all its files", moved(one), true],
    ["the folder moved without its files", { ...one, ...config({ definitions: "elsewhere" }) }, false],
    ["the files moved without the folder", { "elsewhere/orders.json": orders }, false],
    ["a helper changed", { ...one, "connections/_shared.ts": "export const x = 2;" }, false],
    ["a file more", { ...one, "connections/billing.json": orders }, false],
    ["a file less", { "connections/orders.json": orders }, false],
    ["a configuration that is broken", { ...one, [CONFIG]: "{" }, false],
    ["a file that cannot be read", { ...one, "connections/orders.json": "unreadable" }, false],
  ])("or not: %s", async (_, other, expected) => {
    const deps = depsOf({ one, other });
    expect(await sameDefinitions("one", "other", deps)).toBe(expected);
    expect(await sameDefinitions("other", "one", deps)).toBe(expected);
  });

  it.each<[string, Files, Files, boolean]>([
    ["in both alike", one, { ...one, "README.md": "more" }, true],
    ["in both alike, and a file more", one, { ...one, "connections/billing.json": orders }, false],
    ["in both, each in its own way", { ...one, [CONFIG]: "[" }, one, false],
  ])("or not, with a configuration that is broken %s", async (_, base, merge, expected) => {
    const deps = depsOf({ base: { [CONFIG]: "{", ...base }, merge: { [CONFIG]: "{", ...merge } });
    expect(await sameDefinitions("base", "merge", deps)).toBe(expected);
  });

  it("or not, with a broken configuration that names another folder", async () => {
    const broken = { [CONFIG]: '{ "definitions": "elsewhere", "rules": 7 }' };
    const deps = depsOf({ base: { ...broken, "elsewhere/orders.json": orders }, merge: broken });
    expect(await sameDefinitions("base", "merge", deps)).toBe(false);
  });
});

describe("two commits have the same configuration", () => {
  it.each<[string, Files, boolean]>([
    ["none, and the defaults written down", config({ definitions: "connections", rules: {} }), true],
    ["another prefix", config({ secretPrefixes: ["/prod/"] }), false],
    ["another folder", config({ definitions: "elsewhere" }), false],
    ["a broken one", { [CONFIG]: "{" }, false],
  ])("or not: %s", async (_, other, expected) => {
    const deps = depsOf({ one: {}, other });
    expect(await sameConfig("one", "other", deps)).toBe(expected);
    expect(await sameConfig("other", "one", deps)).toBe(expected);
  });
});

describe("a commit", () => {
  const named = (definitions: readonly { readonly name: string }[]) => definitions.map(({ name }) => name);
  const codes = (diagnostics: readonly { readonly code: string }[]) => diagnostics.map(({ code }) => code);

  it("is read by its own configuration", async () => {
    const deps = depsOf({ here: { "connections/orders.json": orders, ...config({ definitions: "elsewhere" }) } });
    const { definitions, config: own } = await readBranch("here", deps, signal);
    expect(definitions.definitions).toEqual([]);
    expect(own.definitions).toBe("elsewhere");
  });

  const outside: readonly (readonly [string, Files, object])[] = [
    ["parameter-prefix", config({ secretPrefixes: ["/prod/"] }), {}],
    ["parameter-prefix", {}, { secretPrefix: "/prod/" }],
    [
      "name-outside-stack",
      {},
      { names: { [builtinKinds.all[0].type]: { parameter: "connectionNames", pattern: "eventing-*" } } },
    ],
    ["oauth-host", config({ oauthHosts: ["auth.example.com"] }), {}],
  ];
  it.each(outside)(
    "has an error where it asks for too much, %s, and declares it all the same",
    async (code, more, cap) => {
      const client = {
        clientId: "shop",
        clientSecret: "{{resolve:ssm-secure:/bridgehead/s}}",
      };
      const oauth = { ...client, authorizationEndpoint: "https://auth.example.org/token", httpMethod: "POST" };
      const text =
        code === "oauth-host"
          ? JSON.stringify({ id: "orders", authorizationType: "OAUTH_CLIENT_CREDENTIALS", authParameters: oauth })
          : orders;
      const deps = { ...depsOf({ here: { "connections/orders.json": text, ...more } }) };
      const capped = { ...deps, caps: { ...caps, ...cap } };
      expect(new Set(codes((await readBranch("here", capped, signal)).definitions.diagnostics))).toEqual(
        new Set([code]),
      );

      const { definitions, config: own } = await readDeclared("here", defaults, capped, signal);
      expect(named(definitions.definitions)).toEqual(["orders"]);
      expect(definitions.diagnostics).toEqual([]);
      expect(own).toEqual(parseConfig(more[CONFIG], builtinKinds));
    },
  );

  it("may hold what looks like a credential and is none, by its own configuration", async () => {
    const text = `ghp_${"a".repeat(36)}`;
    const exposed = JSON.stringify({ ...(JSON.parse(orders) as object), description: text });
    const listed = config({ notSecrets: [createHash("sha256").update(text).digest("hex")] });
    const deps = depsOf({
      here: { "connections/orders.json": exposed },
      there: { "connections/orders.json": exposed, ...listed },
    });
    expect(codes((await readBranch("here", deps, signal)).definitions.diagnostics)).toEqual(["exposed-secret"]);
    const { definitions } = await readBranch("there", deps, signal);
    expect(definitions.diagnostics).toEqual([]);
    expect(named(definitions.definitions)).toEqual(["orders"]);
  });

  it.each([
    ["unreadable", "orders.json", "A definition file is UTF-8 text"],
    ["submodule", "../connections", "The definitions folder stands in this repository itself"],
  ])("that has something %s in place of definitions says what to do", async (text, file, hint) => {
    const { definitions, files } = await readBranch(
      "here",
      depsOf({ here: { "connections/orders.json": text } }),
      signal,
    );
    expect(files).toBeUndefined();
    expect(definitions.diagnostics).toMatchObject([{ code: "file-unreadable", severity: "error", file }]);
    expect(definitions.diagnostics[0]?.hint).toContain(hint);
  });

  it("holds it to the bounds, and says which was met, its number, and what to do", async () => {
    const files = { "connections/a.json": orders, "connections/b.json": "{}" };
    const of = async (bounds: SourceBounds): Promise<BranchDefinitions> =>
      readBranch("here", { ...depsOf({ here: files }), bounds }, signal);
    expect((await of({ ...writerBounds, files: 2 })).files).toHaveLength(2);
    const { definitions } = await of({ ...strangerBounds, files: 1 });
    expect(definitions.diagnostics).toMatchObject([
      {
        code: "file-unreadable",
        file: "../connections",
        message: "connections holds more than 1 files of definitions",
        hint: expect.stringMatching(/^Put several definitions into one file.*with wider bounds\.$/),
      },
    ]);
    const deps = depsOf({ here: files });
    expect(await sameDefinitions("here", "here", deps)).toBe(true);
    expect(await sameDefinitions("here", "here", { ...deps, bounds: { ...writerBounds, files: 1 } })).toBe(false);
  });

  it("is told with bounds that are narrower for strangers in each", () => {
    for (const [bound, most] of Object.entries(strangerBounds)) {
      expect(most).toBeLessThan(writerBounds[bound as keyof SourceBounds]);
    }
  });

  it("whose configuration is broken has that error alone, and is compared as it will be repaired", async () => {
    const deps = depsOf({ here: { "elsewhere/orders.json": orders, [CONFIG]: '{ "definition": "x" }' } });
    const { definitions, files } = await readBranch("here", deps, signal);
    expect(files).toBeUndefined();
    expect(definitions.diagnostics).toMatchObject([
      { code: "config-invalid", file: `../${CONFIG}`, line: 1, column: 3 },
    ]);
    const repaired = { ...defaults, definitions: "elsewhere" };
    expect(named((await readDeclared("here", repaired, deps, signal)).definitions.definitions)).toEqual(["orders"]);
  });
});

function moved(files: Files): Files {
  const entries = Object.entries(files).map(([path, text]) => [path.replace("connections/", "a/b/"), text]);
  return { ...Object.fromEntries(entries), ...config({ definitions: "a/b" }) };
}
