import { describe, expect, it } from "vitest";
import { ConfigError, parseConfig } from "../../../workflows/engine/config/config.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";

const defaults = {
  definitions: "connections",
  rules: {},
  notSecrets: [],
  secretPrefixes: ["/bridgehead/"],
  oauthHosts: null,
  exportPrefix: "/bridgehead-arns/",
  approvals: 0,
  repair: false,
  ignoreDrift: {},
};

const parse = (text: string | undefined) => parseConfig(text, builtinKinds);

function refusal(config: unknown): string {
  try {
    parse(typeof config === "string" ? config : JSON.stringify(config));
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

describe("the configuration", () => {
  it("has a default for everything, and needs no file", () => {
    expect(parse(undefined)).toMatchObject(defaults);
    expect(parse("{}")).toMatchObject(defaults);
  });

  it("takes what it says", () => {
    const config = {
      $schema: "./schema.json",
      definitions: "infra/eventing",
      rules: { "literal-credential": "error", "kms-key-region": "off" },
      notSecrets: ["0".repeat(64)],
      secretPrefixes: ["/orders/", "/stock/"],
      oauthHosts: ["login.example.com"],
      exportPrefix: "/arns/",
      approvals: 6,
      repair: true,
      ignoreDrift: { orders: ["/Description", "/AuthParameters/InvocationHttpParameters/HeaderParameters/0"] },
    };
    const { $schema: _, ...said } = config;
    expect(parse(JSON.stringify(config))).toMatchObject(said);
  });

  it.each([
    ["that is no JSON", "{", "bridgehead.config.json:1:2: It is not JSON"],
    ["with an unknown member", { definition: "x" }, "definition"],
    ["that is a list", [], "is not an object"],
    ["with an absolute folder", { definitions: "/etc" }, "definitions"],
    ["with a folder outside the repository", { definitions: "a/../../b" }, "does not leave the repository"],
    ["with an unknown severity", { rules: { x: "fatal" } }, "rules.x"],
    ["without any prefix", { secretPrefixes: [] }, "secretPrefixes"],
    ["with a prefix that ends within a name", { secretPrefixes: ["/bridgehead"] }, "begins and ends with a slash"],
    ["with a prefix of the pipeline's own", { secretPrefixes: ["/bridgehead-system/prod/"] }, "never begins with"],
    ["with an export prefix of the pipeline's own", { exportPrefix: "/bridgehead-system/" }, "never begins with"],
    ["with hosts that are no texts", { oauthHosts: [1] }, "oauthHosts"],
    ["with a list of what is ignored", { ignoreDrift: ["/Description"] }, "`ignoreDrift` takes an object"],
    ["with a text in place of paths", { ignoreDrift: { orders: "/Description" } }, "ignoreDrift.orders"],
    ["with half an approval", { approvals: 0.5 }, "`approvals`: there are whole approvals only"],
    ["with fewer approvals than none", { approvals: -1 }, "`approvals`: there are no fewer approvals than 0"],
    [
      "with more approvals than GitHub can ask for",
      { approvals: 7 },
      "`approvals`: there are no more approvals than 6",
    ],
  ])("%s is refused, and says which member", (_, config, text) => {
    expect(refusal(config)).toContain(text);
  });

  it.each([
    [
      "a member",
      { secretPrefix: ["/a/"] },
      "`secretPrefix` is not a member of the configuration. Did you mean `secretPrefixes`?",
    ],
    [
      "a member like none",
      { zzz: 1 },
      "It has `definitions`, `rules`, `notSecrets`, `secretPrefixes`, `oauthHosts`, `exportPrefix`, `approvals`, `ignoreDrift`, `repair`, `onRotation`.",
    ],
    ["a code", { rules: { "literal-credentals": "off" } }, "Did you mean `literal-credential`?"],
    ["a code like none", { rules: { zzz: "off" } }, "`npx --no bridgehead explain` lists the codes."],
    [
      "a code whose severity is fixed",
      { rules: { "name-taken": "off" } },
      "no code `name-taken` whose severity could be set",
    ],
    ["a severity", { rules: { "kms-key-region": "warn" } }, '"warning"'],
    ["a path that is ignored", { ignoreDrift: { "*": ["/Descripton"] } }, "Did you mean `/Description`?"],
    ["one without a slash", { ignoreDrift: { orders: ["description"] } }, "Did you mean `/Description`?"],
    [
      "one that goes deep",
      { ignoreDrift: { orders: ["/AuthParameters/BasicAuthParameters/UserName"] } },
      "Did you mean `/AuthParameters/BasicAuthParameters/Username`?",
    ],
    [
      "the type of what is ignored",
      { ignoreDrift: { "AWS::Events::Conection/orders": ["/Description"] } },
      "Did you mean `AWS::Events::Connection`?",
    ],
    ["a choice", { onRotation: "aply" }, 'Did you mean "apply"?'],
    ["a type", { oauthHosts: "auth.example.com" }, "`oauthHosts` takes a list."],
    ["a type of a choice of two", { repair: "yes" }, "`repair` takes true or false."],
    ["a type of a number", { approvals: "2" }, "`approvals` takes a number."],
  ])("says how %s that it does not know is to be corrected", (_, config, text) => {
    expect(refusal(config)).toContain(text);
  });

  it("is told all its problems at once, each at its line", () => {
    const text = '{\n  "definitons": "x",\n  "rules": { "api-limt": "off" },\n  "secretPrefixes": ["/a/", "b"]\n}\n';
    expect(refusal(text).split("\n")).toEqual([
      expect.stringMatching(/^bridgehead\.config\.json:2:3: `definitons` .* Did you mean `definitions`\?$/),
      expect.stringMatching(/^bridgehead\.config\.json:3:14: .*`api-limt`.* Did you mean `api-limit`\?$/),
      expect.stringMatching(
        /^bridgehead\.config\.json:4:29: `secretPrefixes\.1`: a prefix begins and ends with a slash/,
      ),
    ]);
  });

  it("is strict JSON, in which nothing stands twice", () => {
    expect(refusal('{ "rules": {}, }')).toContain("comma");
    expect(refusal('{ "onRotation": "report", "onRotation": "apply" }')).toContain("stands twice");
    expect(refusal('{ "rules": { "__proto__": "off" } }')).toContain("not allowed");
  });

  it("takes a severity below a rule's floor, which then counts as the floor", () => {
    expect(parse('{ "rules": { "readable-secret": "off" } }').rules).toEqual({ "readable-secret": "off" });
  });

  it("is refused as a prefix of everything, which would let in the pipeline's own parameters", () => {
    expect(refusal({ secretPrefixes: ["/"] })).toContain("secretPrefixes");
  });
});
