import { describe, expect, it } from "vitest";
import { checkParameters, problemsOf } from "../../../workflows/plan/check-parameters.ts";
import { keyText } from "../../../workflows/engine/values/key.ts";
import type { ReferenceService } from "../../../workflows/engine/values/reference.ts";
import type { ParameterInfo } from "../../../workflows/ports/parameters.ts";
import { apiKeyModel, definitionOf } from "../../support/definitions.ts";

const path = "/bridgehead/orders";
const now = Date.UTC(2026, 10, 30);
const day = 24 * 3_600_000;

function check(isWritten: boolean, service: ReferenceService, version: number | null, found?: Partial<ParameterInfo>) {
  const reference = { service, path, version };
  const use = { path: "/AuthParameters", reference, file: "orders.ts", line: 7, column: 9 };
  const definition = definitionOf(apiKeyModel("orders"), { references: [use] });
  const parameters = new Map(found === undefined ? [] : [[path, info(found)]]);
  return checkParameters([definition], parameters, {
    written: new Set(isWritten ? [keyText(definition.key)] : []),
    now,
    region: "eu-west-1",
  });
}

function info(fields: Partial<ParameterInfo>): ParameterInfo {
  return { path, type: "SecureString", version: 3, modified: 1, expires: null, ...fields };
}

it.each([
  ["a secure parameter, newest version", "ssm-secure", null, {}],
  ["a secure parameter, a version that exists", "ssm-secure", 3, {}],
  ["the oldest version that is kept", "ssm-secure", 8, { version: 107 }],
  ["a plain parameter, referred to as one", "ssm", null, { type: "String" }],
  ["an expiration that is far away", "ssm-secure", null, { expires: now + 30 * day + 1 }],
] as const)("nothing is wrong with %s", (_, service, version, found) => {
  expect(check(true, service, version, found)).toEqual([]);
});

const stops = [
  ["parameter-not-found", "ssm-secure", null, undefined],
  ["parameter-version-not-found", "ssm-secure", 4, {}],
  ["parameter-version-not-found", "ssm-secure", 7, { version: 107 }],
  ["secure-parameter-in-plain-reference", "ssm", null, {}],
  ["parameter-not-secure", "ssm-secure", null, { type: "String" }],
  ["parameter-not-secure", "ssm-secure", null, { type: "StringList" }],
] as const;
const warns = [
  ["parameter-expires", "ssm-secure", null, { expires: now + 30 * day }],
  ["parameter-expires", "ssm-secure", null, { expires: now - day }],
] as const;

describe("of what is to be written", () => {
  it.each(stops)("%s is an error at the line of the reference, with what to do", (code, service, version, found) => {
    const [diagnostic, ...others] = check(true, service, version, found);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ code, severity: "error", file: "orders.ts", line: 7, column: 9 });
    expect(diagnostic?.about).toMatchObject({ identifier: "orders" });
    expect(diagnostic?.message).toContain(path);
    expect(diagnostic?.message).not.toContain("stays as it is");
    expect(diagnostic?.hint).toMatch(/\w+ \w+/);
  });

  it.each(warns)("%s is a warning", (code, service, version, found) => {
    expect(check(true, service, version, found)).toMatchObject([{ code, severity: "warning" }]);
  });
});

describe("of what stays as it is", () => {
  it.each(stops)("%s is a warning that says what waits", (code, service, version, found) => {
    const [diagnostic, ...others] = check(false, service, version, found);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ code, severity: "warning" });
    expect(diagnostic?.message).toMatch(/; "orders" stays as it is, and its next change waits for that$/);
  });

  it.each(warns)("%s is a warning that nothing waits for", (code, service, version, found) => {
    expect(check(false, service, version, found)).toMatchObject([
      { code, severity: "warning", message: expect.not.stringContaining("waits") },
    ]);
  });
});

it("what has aged out is told apart from what never was", () => {
  const said = (version: number): string | undefined =>
    problemsOf({ path, service: "ssm-secure", version }, info({ version: 107 }), now)[0]?.message;
  expect(said(7)).toBe(`parameter ${path} has version 7 no longer: Parameter Store keeps the newest 100, from 8 on`);
  expect(said(108)).toBe(`parameter ${path} has no version 108; the newest is 107`);
});

it("the command is told once for each parameter, where something waits for it", () => {
  const reference = { service: "ssm-secure", path, version: null } as const;
  const use = { path: "/AuthParameters", reference, file: "orders.ts", line: 7, column: 9 };
  const named = ["billing", "orders"].map((name) => definitionOf(apiKeyModel(name), { references: [use] }));
  const written = new Set(named.slice(1).map(({ key }) => keyText(key)));
  const said = checkParameters(named, new Map(), { written, now, region: "eu-west-1" });
  expect(said.map(({ severity, hint }) => [severity, hint?.includes("--region eu-west-1")])).toEqual([
    ["error", true],
    ["warning", false],
  ]);
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
  expect(
    checkParameters([twice], new Map(), { written: new Set(), now, region: "eu-west-1" }).map(({ line }) => line),
  ).toEqual([1, 2]);
});
