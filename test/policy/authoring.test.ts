import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { AWS, ssm } from "../../connections/_authoring/index.ts";
import { extraProperties } from "../../workflows/engine/kinds/connection/extras.ts";
import { connection } from "../../workflows/engine/kinds/connection/index.ts";
import { extrasAt } from "../../workflows/engine/kinds/own-properties.ts";
import { connectionSchema } from "../../workflows/engine/kinds/connection/schema.ts";
import { type SchemaNode } from "../../workflows/engine/kinds/schema.ts";
import { camelCaseOf, spellingsOf } from "../../workflows/engine/kinds/spellings.ts";
import { pathOfShortForm } from "../../infra/build/authoring/credential-kinds.ts";
import { authoringFiles } from "../../infra/build/authoring/authoring.ts";

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

function settableNames(node: SchemaNode): readonly string[] {
  if (node.kind === "list") return settableNames(node.items);
  if (node.kind !== "object") return [];
  const settable = Object.entries(node.properties).filter(([, child]) => child.access !== "read-only");
  return settable.flatMap(([name, child]) => [name, ...settableNames(child)]);
}

/** Names of the documented members of interfaces, with what is said of each. */
function documented(text: string): readonly (readonly [name: string, doc: string])[] {
  return Array.from(
    text.matchAll(/\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s+(?:readonly )?(\w+)\??:/g),
    ([, doc = "", name = ""]) => [name, doc.replaceAll(/\s*\*?\s+/g, " ").trim()],
  );
}

describe("what stands in connections/_authoring", () => {
  const files = Object.entries(authoringFiles());

  it.each(files)(
    "%s is in step with its source; if not: node infra/build/authoring/authoring.ts",
    async (name, text) => {
      const found = await read(`connections/_authoring/${name}`);
      // The formatter breaks the lines of JSON.
      const parsed = (json: string): unknown => (name.endsWith(".json") ? JSON.parse(json) : json);
      expect(parsed(found)).toEqual(parsed(text));
    },
  );

  it("is all written by it", async () => {
    const found = await readdir(new URL("../../connections/_authoring/", import.meta.url));
    expect(found.toSorted()).toEqual(files.map(([name]) => name).toSorted());
  });
});

describe("the types for editors", () => {
  it("have each property in both spellings, and each extra, and nothing else", async () => {
    const names = [
      ...settableNames(connectionSchema).flatMap(spellingsOf),
      ...["", ...Object.keys(extraProperties)].flatMap((path) => Object.keys(extrasAt(connection, path))),
    ];
    const found = new Set(documented(await read("connections/_authoring/types.ts")).map(([name]) => name));
    expect(found).toEqual(new Set(names));
  });

  it("say of every property what it is, and of every credential how to refer to it", async () => {
    const text = await read("connections/_authoring/types.ts");
    const members = documented(text);
    expect(members).toHaveLength([...text.matchAll(/^ {2}\w+\??: /gm)].length);
    for (const [, doc] of members) expect(doc.length).toBeGreaterThan(10);
    const credentials = ["apiKey", "oauthToken", "password", "clientSecret", "ApiKeyValue", "Password", "ClientSecret"];
    const silent = members.filter(
      ([name, doc]) => credentials.includes(name) && !doc.includes('`ssm("/bridgehead/…")`'),
    );
    expect(silent).toEqual([]);
  });

  it("know the short forms that the engine knows", () => {
    const names = Object.keys(extraProperties["/AuthParameters"] ?? {});
    expect(names.filter((name) => pathOfShortForm(name) === null)).toEqual([]);
  });

  it("mark what is known only after the apply: all that AWS makes up, in both spellings", async () => {
    const made = Object.entries(connectionSchema.properties).filter(([, node]) => node.access === "read-only");
    const names = made.flatMap(([name]) => [camelCaseOf(name), name]);
    const members = documented(await read("connections/_authoring/handle.ts"));
    expect(members.map(([name]) => name).toSorted()).toEqual(["id", "name", ...names].toSorted());
    for (const [name, doc] of members) {
      expect([name, doc.includes("Known after apply; cannot be used in a definition")]).toEqual([
        name,
        names.includes(name),
      ]);
    }
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
    ).toThrow(/npx --no bridgehead/);
  });
});
