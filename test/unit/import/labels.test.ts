import { describe, expect, it } from "vitest";
import { draftStems } from "../../../workflows/engine/import/draft-files.ts";
import { createNames, fileStem, labelPart } from "../../../workflows/engine/import/labels.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { isDefinitionFile } from "../../../workflows/engine/read/definition-files.ts";

const { type } = builtinKinds.all[0];

describe("the file of a connection", () => {
  it.each([
    ["orders-api", "orders-api"],
    ["Orders_API", "Orders_API"],
    ["billing.v2", "billing-v2"],
    // `orders.d.ts` would be a declaration file, and `orders.test.ts` a test.
    ["orders.d", "orders-d"],
    ["orders.test", "orders-test"],
    // What begins with these is a helper, hidden, or an option of a command.
    ["_orders", "orders"],
    [".orders", "orders"],
    ["-rf", "rf"],
    ["..", "connection"],
    ["_", "connection"],
    // Devices of Windows, whatever the extension.
    ["con", "con-connection"],
    ["LPT1", "LPT1-connection"],
    ["console", "console"],
    ["__proto__", "proto__"],
  ])("%s is named %s", (name, stem) => {
    expect(fileStem(name, "connection")).toBe(stem);
    expect(isDefinitionFile(`${stem}.ts`)).toBe(true);
  });

  it("has a name of its own, also where case does not count", () => {
    const names = ["Orders", "a-b", "a.b", "a_b", "orders", "orders-2"];
    const stems = draftStems(
      names.map((name) => ({ type, name })),
      builtinKinds,
    );
    expect([...stems.values()]).toEqual(["Orders", "a-b", "a-b-2", "a_b", "orders-2", "orders-2-2"]);
  });
});

describe("the part of a parameter's name that is a key", () => {
  it.each([
    ["X-Api-Key", "X-Api-Key"],
    ["client assertion", "client-assertion"],
    ["!#$%&'*+.^`|~", "."],
    ["日本", "parameter"],
    ["../../x", "..-..-x"],
    ["", "parameter"],
    ["k".repeat(100), "k".repeat(64)],
  ])("of %j is %s", (key, part) => {
    expect(labelPart(key)).toBe(part);
  });
});

it("names are given out once", () => {
  const name = createNames();
  expect(["a", "A", "a-2", "b", "a"].map(name)).toEqual(["a", "A-2", "a-2-2", "b", "a-3"]);
});
