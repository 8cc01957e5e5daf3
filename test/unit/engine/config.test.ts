import { describe, expect, it } from "vitest";
import { ConfigError, parseConfig } from "../../../workflows/engine/config.ts";

const defaults = { definitions: "connections", rules: {}, secretPrefixes: ["/bridgehead/"], oauthHosts: null };

function refusal(config: unknown): string {
  try {
    parseConfig(typeof config === "string" ? config : JSON.stringify(config));
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

describe("the configuration", () => {
  it("has a default for everything, and needs no file", () => {
    expect(parseConfig(undefined)).toMatchObject(defaults);
    expect(parseConfig("{}")).toMatchObject(defaults);
  });

  it("takes what it says", () => {
    const config = {
      $schema: "./schema.json",
      definitions: "infra/eventing",
      rules: { "literal-credential": "error", "missing-description": "off" },
      secretPrefixes: ["/orders/", "/stock/"],
      oauthHosts: ["login.example.com"],
    };
    const { $schema: _, ...said } = config;
    expect(parseConfig(JSON.stringify(config))).toMatchObject(said);
  });

  it.each([
    ["that is no JSON", "{", "bridgehead.config.json is not JSON"],
    ["with an unknown member", { definition: "x" }, "definition"],
    ["that is a list", [], "is not an object"],
    ["with an absolute folder", { definitions: "/etc" }, "definitions"],
    ["with a folder outside the repository", { definitions: "a/../../b" }, "does not leave the repository"],
    ["with an unknown severity", { rules: { x: "fatal" } }, "rules.x"],
    ["without any prefix", { secretPrefixes: [] }, "secretPrefixes"],
    ["with a prefix that ends within a name", { secretPrefixes: ["/bridgehead"] }, "begins and ends with a slash"],
    ["with a prefix of the pipeline's own", { secretPrefixes: ["/bridgehead-system/prod/"] }, "never begins with"],
    ["with hosts that are no texts", { oauthHosts: [1] }, "oauthHosts"],
  ])("%s is refused, and says which member", (_, config, text) => {
    expect(refusal(config)).toContain(text);
  });

  it("is refused as a prefix of everything, which would let in the pipeline's own parameters", () => {
    expect(refusal({ secretPrefixes: ["/"] })).toContain("secretPrefixes");
  });
});
