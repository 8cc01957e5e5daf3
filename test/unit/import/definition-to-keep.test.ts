import { describe, expect, it } from "vitest";
import { definitionToKeep, type Kept } from "../../../workflows/engine/import/definition-to-keep.ts";
import { builtinResources } from "../../../workflows/engine/kinds/builtin-resources.ts";
import { keyOf, options } from "../../support/definitions.ts";

const secret = "{{resolve:ssm-secure:/bridgehead/orders/key}}";
const header = (Key: string, Value: string) => ({ Key, Value, IsValueSecret: false });
const kept: Kept = {
  key: keyOf("orders"),
  id: "orders",
  file: "orders.json",
  options,
  desired: {
    Name: "orders",
    AuthorizationType: "API_KEY",
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: secret },
      InvocationHttpParameters: { HeaderParameters: [header("a", "1"), header("b", "2"), header("c", "3")] },
    },
  },
  edited: [],
  pinned: [],
};
const edit = (path: string, before: Kept["edited"][number]["before"]): Kept["edited"][number] => ({
  path,
  before,
  after: null,
  sensitive: false,
  readable: true,
  recorded: null,
});
const headers = "/AuthParameters/InvocationHttpParameters/HeaderParameters";

function parsed(change: Partial<Kept>) {
  const text = definitionToKeep({ ...kept, ...change }, builtinResources);
  return text === null ? null : JSON.parse(text);
}

describe("the definition that says what AWS has", () => {
  it("is as it was applied where nothing differs, with its own properties", () => {
    expect(parsed({ options: { ...options, protect: true, removal: "retain" } })).toMatchObject({
      id: "orders",
      authorizationType: "API_KEY",
      authParameters: { apiKeyName: "x-api-key", apiKey: secret },
      protect: true,
      removal: "retain",
    });
  });

  it("has what was set, and has not what was taken away, also of lists", () => {
    const edited = [
      edit("/Description", "by hand"),
      edit(`${headers}/0/Value`, "9"),
      edit(`${headers}/1`, null),
      edit(`${headers}/2`, null),
    ];
    expect(parsed({ edited })).toMatchObject({
      description: "by hand",
      authParameters: {
        invocationHttpParameters: { headerParameters: [{ key: "a", value: "9", isValueSecret: false }] },
      },
    });
  });

  it("pins the version that was sent, and leaves what stands in the file to the file", () => {
    const pinned = [{ path: "/bridgehead/orders/key", version: 3 }];
    expect(parsed({ pinned }).authParameters.apiKey).toBe("{{resolve:ssm-secure:/bridgehead/orders/key:3}}");
    const literal = { ApiKeyName: "x", ApiKeyValue: `{{literal:${"a".repeat(32)}}}` };
    const desired = { ...kept.desired, AuthParameters: { ApiKeyAuthParameters: literal } };
    expect(parsed({ desired }).authParameters.apiKey).toBe("… as it stands in the file …");
  });

  it("is TypeScript for a file of it, and nothing where none could say it", () => {
    expect(definitionToKeep({ ...kept, file: "orders.ts" }, builtinResources)).toContain(
      'await AWS.Events.Connection("orders", {',
    );
    expect(parsed({ edited: [edit("/Description", "{{resolve:ssm:/other}}")] })).toBeNull();
  });
});
