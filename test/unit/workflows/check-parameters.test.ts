import { expect, it } from "vitest";
import { checkParameters } from "../../../workflows/check-parameters.ts";
import type { ReferenceService } from "../../../workflows/engine/reference.ts";
import type { ParameterInfo } from "../../../workflows/ports/parameters.ts";
import { apiKeyModel, definitionOf } from "../../support/definitions.ts";

const path = "/bridgehead/orders";

function check(service: ReferenceService, version: number | null, found?: Partial<ParameterInfo>) {
  const reference = { service, path, version };
  const use = { path: "/AuthParameters", reference, file: "orders.ts", line: 7, column: 9 };
  const definition = definitionOf(apiKeyModel("orders"), { references: [use] });
  const info: ParameterInfo = { path, type: "SecureString", version: 3, modified: 1, ...found };
  return checkParameters([definition], new Map(found === undefined ? [] : [[path, info]]));
}

it.each([
  ["a secure parameter, newest version", "ssm-secure", null, {}],
  ["a secure parameter, a version that exists", "ssm-secure", 3, {}],
  ["a plain parameter, referred to as one", "ssm", null, { type: "String" }],
] as const)("nothing is wrong with %s", (_, service, version, found) => {
  expect(check(service, version, found)).toEqual([]);
});

it.each([
  ["parameter-not-found", "error", "ssm-secure", null, undefined],
  ["parameter-version-not-found", "error", "ssm-secure", 4, {}],
  ["secure-parameter-in-plain-reference", "error", "ssm", null, {}],
  ["parameter-not-secure", "warning", "ssm-secure", null, { type: "String" }],
  ["parameter-not-secure", "warning", "ssm-secure", null, { type: "StringList" }],
] as const)("%s is an %s at the line of the reference, with what to do", (code, severity, service, version, found) => {
  const [diagnostic, ...others] = check(service, version, found);
  expect(others).toEqual([]);
  expect(diagnostic).toMatchObject({ code, severity, file: "orders.ts", line: 7, column: 9 });
  expect(diagnostic?.message).toContain(path);
  expect(diagnostic?.hint).toMatch(/\w+ \w+/);
});

it("every use is reported, also of the same parameter", () => {
  const twice = definitionOf(apiKeyModel("orders"), {
    references: [1, 2].map((line) => ({
      path: "/a",
      file: "orders.ts",
      line,
      column: 1,
      reference: { service: "ssm", path, version: null },
    })),
  });
  expect(checkParameters([twice], new Map()).map(({ line }) => line)).toEqual([1, 2]);
});
