import { describe, expect, it } from "vitest";
import type { Caps } from "../../../workflows/engine/policy/caps.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { diagnosticOf, found, interpretProps, plainApiKey } from "./support.ts";

function caps(changed: Partial<Caps> & { readonly pattern?: string } = {}): Caps {
  const { pattern = "*", ...others } = changed;
  const names = { [builtinKinds.all[0].type]: { parameter: "connectionNames", pattern } };
  return { secretPrefix: "/bridgehead/", exportPrefix: "/bridgehead-arns/", approvals: 0, names, ...others };
}

describe("the caps of the stack", () => {
  it("refuse a name that they do not have, and name the parameter and the way out", () => {
    const set = interpretProps({ name: "orders", ...plainApiKey }, { caps: caps({ pattern: "eventing-*" }) });
    expect(found(set)).toEqual(["error name-outside-stack 2"]);
    expect(set.definitions).toEqual([]);
    expect(diagnosticOf(set, "name-outside-stack")).toMatchObject({
      message: "The stack manages no connection of the name `orders`: its parameter `connectionNames` is `eventing-*`.",
      hint: "Give it a name that `eventing-*` has, or deploy the stack with another `connectionNames`.",
    });
  });

  it("refuse a name that comes from the id", () => {
    expect(found(interpretProps(plainApiKey, { caps: caps({ pattern: "order?" }) }))).toEqual([]);
    expect(found(interpretProps(plainApiKey, { caps: caps({ pattern: "order" }) }))).toEqual([
      "error name-outside-stack 1",
    ]);
  });

  it("say nothing of a name that no connection can have: that is said already", () => {
    const set = interpretProps({ name: "no such name", ...plainApiKey }, { caps: caps({ pattern: "eventing-*" }) });
    expect(found(set)).toEqual(["error invalid-name 2"]);
  });

  it("cannot be weakened by the configuration", () => {
    const settings = { caps: caps({ pattern: "eventing-*" }), severities: { "name-outside-stack": "off" as const } };
    expect(found(interpretProps(plainApiKey, settings))).toEqual(["error name-outside-stack 1"]);
  });

  it("refuse a parameter that no configuration can allow, and send nobody to the configuration", () => {
    const set = interpretProps(plainApiKey, { caps: caps({ secretPrefix: "/prod/" }), secretPrefixes: [] });
    expect(diagnosticOf(set, "parameter-prefix")).toMatchObject({
      severity: "error",
      message: '`authParameters.apiKey` refers to "/bridgehead/orders/key", outside what the stack allows.',
      hint: "Use a parameter below /prod/, or deploy the stack with another `secretPrefix`.",
    });
  });

  it("leave what the configuration alone forbids to the configuration", () => {
    const set = interpretProps(plainApiKey, { caps: caps(), secretPrefixes: ["/bridgehead/shop/"] });
    expect(diagnosticOf(set, "parameter-prefix").hint).toContain("bridgehead.config.json");
  });
});
