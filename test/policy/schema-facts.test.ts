import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { describe, expect, it } from "vitest";
import { CONNECTION_TYPE, connectionSchema } from "../../workflows/engine/kinds/connection/schema.ts";
import type { ObjectNode, SchemaNode } from "../../workflows/engine/kinds/schema.ts";
import { pathsWithAccess } from "../support/of-connections.ts";

// What AWS publishes about the resource type, as the CDK's database has it: where AWS changes, this fails.
const database = loadAwsServiceSpecSync();
const resource = database.lookup("resource", "cloudFormationType", "equals", CONNECTION_TYPE).only();
const types = new Map([...database.follow("usesType", resource)].map(({ entity }) => [entity.$id, entity]));

type Property = (typeof resource)["properties"][string];

/** One line for each property: its path, its kind, whether it is required, its values and its default. */
function published(properties: Readonly<Record<string, Property>>, at: string): readonly string[] {
  return Object.entries(properties).flatMap(([name, property]) =>
    describeType(property.type, property, `${at}/${name}`),
  );
}

function describeType(type: Property["type"], property: Property, path: string): readonly string[] {
  const required = property.required === true ? " required" : "";
  if (type.type === "ref") return [`${path} object${required}`, ...published(membersOf(type), path)];
  if (type.type === "array") return [`${path} list${required}`, ...published(membersOf(type.element), `${path}/*`)];
  if (type.type === "boolean") return [`${path} boolean${required} default ${property.defaultValue}`];
  if (type.type !== "string") throw new Error(`unexpected ${type.type} at ${path}`);
  const values = type.allowedValues === undefined ? "" : ` ${type.allowedValues.toSorted().join("|")}`;
  return [`${path} string${required}${values}`];
}

function membersOf(type: Property["type"]): Readonly<Record<string, Property>> {
  const target = type.type === "ref" ? types.get(type.reference.$ref) : undefined;
  if (target === undefined) throw new Error(`unexpected ${type.type}`);
  return target.properties;
}

function ours(node: SchemaNode, path: string, required: boolean): readonly string[] {
  const mark = required ? " required" : "";
  switch (node.kind) {
    case "object":
      return [`${path} object${mark}`, ...members(node, path)];
    case "list":
      return [`${path} list${mark}`, ...(node.items.kind === "object" ? members(node.items, `${path}/*`) : [])];
    case "set":
    case "map":
    case "json":
    case "integer":
    case "number":
      throw new Error(`a connection has no ${node.kind}`);
    case "string":
      return [`${path} string${mark}${node.enum === undefined ? "" : ` ${node.enum.toSorted().join("|")}`}`];
    case "boolean":
      return [`${path} boolean${mark} default ${node.default}`];
  }
}

function members(node: ObjectNode, path: string): readonly string[] {
  return Object.entries(node.properties).flatMap(([name, child]) =>
    ours(child, `${path}/${name}`, node.required?.includes(name) ?? false),
  );
}

const readOnly = pathsWithAccess("read-only");
const settable = (line: string): boolean => !readOnly.includes(line.split(" ")[0] ?? "");

describe("the project's facts about the resource type", () => {
  it("has the properties that AWS publishes, with their types, requirements, values and defaults", () => {
    expect(members(connectionSchema, "").filter(settable).toSorted()).toEqual(
      published(resource.properties, "").filter(settable).toSorted(),
    );
  });

  it("has the attributes that only AWS sets", () => {
    const attributes = Object.keys(resource.attributes).map((name) => `/${name.replaceAll(".", "/")}`);
    expect(readOnly.toSorted()).toEqual(attributes.toSorted());
  });

  it("has the identifier, which cannot be changed", () => {
    expect(pathsWithAccess("create-only")).toEqual(resource.primaryIdentifier?.map((name) => `/${name}`));
    const immutable = Object.entries(resource.properties).filter(
      ([, property]) => property.causesReplacement === "yes",
    );
    expect(immutable.map(([name]) => `/${name}`)).toEqual(pathsWithAccess("create-only"));
  });

  it("keeps to itself what the registry schema does: credentials and HTTP parameters", () => {
    // The CDK's database does not say what is write-only; this is the registry schema's list.
    expect(pathsWithAccess("write-only").toSorted()).toEqual([
      "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
      "/AuthParameters/BasicAuthParameters/Password",
      "/AuthParameters/InvocationHttpParameters",
      "/AuthParameters/OAuthParameters/ClientParameters/ClientSecret",
      "/AuthParameters/OAuthParameters/OAuthHttpParameters/BodyParameters",
      "/AuthParameters/OAuthParameters/OAuthHttpParameters/HeaderParameters",
      "/AuthParameters/OAuthParameters/OAuthHttpParameters/QueryStringParameters",
    ]);
  });
});

describe("the pattern of credentials", () => {
  // The registry's own form, which takes exponential time on long texts and is fine on short ones.
  const registry = new RegExp(String.raw`^[ \t]*[^\x00-\x1F\x7F]+([ \t]+[^\x00-\x1F\x7F]+)*[ \t]*$`);
  const username = connectionSchema.properties["AuthParameters"] as ObjectNode;
  const basic = username.properties["BasicAuthParameters"] as ObjectNode;
  const ownPattern = (basic.properties["Username"] as { pattern: string }).pattern;

  it("says the same as the registry's, in linear time", () => {
    const alphabet = ["a", " ", "\t", "\n", "ä", ":"];
    const texts = [""];
    for (let index = 0; texts.length < 6 ** 6; index++) {
      for (const letter of alphabet) texts.push(`${texts[index]}${letter}`);
    }
    const own = new RegExp(ownPattern);
    expect(texts.filter((text) => own.test(text) !== registry.test(text))).toEqual([]);
  });
});
