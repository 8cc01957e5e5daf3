import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { AWS, ssm } from "../../connections/_authoring/index.ts";
import { extraProperties } from "../../connections/_authoring/extras.ts";
import { connectionSchema, type SchemaNode } from "../../connections/_authoring/schema.ts";
import { camelCaseOf, spellingsOf } from "../../connections/_authoring/spellings.ts";
import { definitionSchema } from "../../infra/build/definition-schema.ts";
import { allRules, diagnosticsPage } from "../../infra/build/diagnostics-page.ts";

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

function settableNames(node: SchemaNode): readonly string[] {
  if (node.kind === "list") return settableNames(node.items);
  if (node.kind !== "object") return [];
  const settable = Object.entries(node.properties).filter(([, child]) => child.access !== "read-only");
  return settable.flatMap(([name, child]) => [name, ...settableNames(child)]);
}

describe("what is written from data is in step with it", () => {
  it("docs/diagnostics.md, from the tables of rules", async () => {
    expect(await read("docs/diagnostics.md")).toBe(diagnosticsPage(allRules));
  });

  it("the JSON Schema for editors, from the facts about the resource type", async () => {
    expect(JSON.parse(await read("connections/_authoring/definition.schema.json"))).toEqual(definitionSchema());
  });

  it("the types for editors: each property in both spellings, and each extra, with a comment", async () => {
    const types = await read("connections/_authoring/types.ts");
    const documented = new Set(Array.from(types.matchAll(/\*\/\s+(\w+)\??:/g), ([, name]) => name));
    const names = [
      ...settableNames(connectionSchema).flatMap((name) => [name, camelCaseOf(name)]),
      ...Object.values(extraProperties).flatMap((extras) => Object.keys(extras)),
    ];
    expect(names.filter((name) => !documented.has(name))).toEqual([]);
    const known = new Set(names);
    expect([...documented].filter((name) => name !== undefined && !known.has(name))).toEqual([]);
  });
});

describe("rules", () => {
  it("have codes that are unique, stable in form, and not longer than a line", () => {
    const codes = allRules.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});

describe("spellings", () => {
  it("of the schema's names do not clash", () => {
    expect(spellingsOf("OAuthParameters")).toEqual(["OAuthParameters", "oauthParameters", "oAuthParameters"]);
    expect(spellingsOf("ClientID")).toEqual(["ClientID", "clientId", "clientID"]);
    const names = [...new Set(settableNames(connectionSchema))];
    const spellings = names.flatMap(spellingsOf);
    expect(new Set(spellings).size).toBe(spellings.length);
  });
});

describe("the authoring interface, run by Node", () => {
  it("says who runs definitions", () => {
    expect(() => ssm("/bridgehead/a")).toThrow(/run by bridgehead/);
    expect(
      () => void AWS.Events.Connection("a", { authorizationType: "API_KEY", authParameters: { apiKey: "x" } }),
    ).toThrow(/npx bridgehead/);
  });
});

/** Never called: the compiler checks it, with the rest of the project. */
export async function typesAreStrict(): Promise<void> {
  const { Connection } = AWS.Events;
  const apiKey = "x";
  // @ts-expect-error a value that the enumeration does not have
  await Connection("a", { authorizationType: "BEARER", authParameters: { apiKey } });
  // @ts-expect-error the same in CloudFormation's spelling
  await Connection("a", { AuthorizationType: "api_key", AuthParameters: { apiKey } });
  // @ts-expect-error a misspelt property
  await Connection("a", { authorizationType: "API_KEY", authParameters: { apiKey, apiKeyNmae: "x" } });
  // @ts-expect-error no credentials
  await Connection("a", { authorizationType: "API_KEY", authParameters: {} });
  // @ts-expect-error a method that EventBridge does not use
  await Connection("a", { authorizationType: "API_KEY", authParameters: { ...oauth, httpMethod: "PATCH" } });
  // @ts-expect-error an option's value
  await Connection("a", { authorizationType: "API_KEY", authParameters: { apiKey }, removal: "keep" });
}

const oauth = { clientId: "c", clientSecret: "s", authorizationEndpoint: "https://auth.example.com/token" };
