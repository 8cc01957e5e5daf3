import { describe, expect, it } from "vitest";
import { foreignReference } from "../../../workflows/engine/interpret/near-reference.ts";
import { diagnosticOf, interpretProps, withAuth } from "./support.ts";

describe("a credential that another tool would fill in", () => {
  it.each([
    "${var.api_key}",
    "Bearer ${data.aws_ssm_parameter.slack_token.value}",
    "${self:custom.apiKey}",
    "$API_KEY",
    "process.env.API_KEY",
    "env:API_KEY",
    "op://vault/item/field",
  ])("%s is an error: it would be sent as it stands", (value) => {
    const set = interpretProps(withAuth("API_KEY", { apiKeyName: "k", apiKey: value }));
    expect(diagnosticOf(set, "malformed-reference").severity).toBe("error");
    expect(set.definitions).toEqual([]);
  });

  it.each(["ssm:/bridgehead/orders/key", "${ssm:/bridgehead/orders/key}", "${ssm:/bridgehead/orders/key~true}"])(
    "%s names the parameter, which the hint repeats",
    (value) => {
      expect(foreignReference(value)?.meant).toEqual({
        service: "ssm-secure",
        path: "/bridgehead/orders/key",
        version: null,
      });
    },
  );

  it.each(["hunter2", "pa$$word", "a${b}c", "$aB3$x", "data", "localhost", "p@ss:word", `\${${"x".repeat(5000)}}`])(
    "%j is none",
    (value) => {
      expect(foreignReference(value)).toBeUndefined();
    },
  );
});
