import { describe, expect, it } from "vitest";
import { type Draft, draftResource } from "../../../workflows/engine/import/draft.ts";
import { draftFile, draftFiles, formats } from "../../../workflows/engine/import/draft-files.ts";
import type { Kinds } from "../../../workflows/engine/kinds/registry.ts";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { widget } from "../../support/made-up-kinds.ts";
import { settings } from "../interpret/support.ts";
import { both, startReading, widgets } from "../interpret/widgets.ts";

// A kind that the product does not have, from what is there to files, and back to definitions.

const { read } = startReading();

describe("an import of a widget", () => {
  const live: JsonObject = {
    Label: "w",
    Arn: "arn:aws:widgets:eu-west-1:111122223333:widget/w",
    Size: 3,
    Colours: { "Left Side": "red" },
    PartNames: ["wheel"],
    Tags: [
      { Key: "z", Value: "1" },
      { Key: "b", Value: "2" },
    ],
    Layout: '{"Rows":[1,{"camelCase":true}]}',
  };
  const draftOf = (kinds: Kinds, properties: JsonObject = live) =>
    draftResource({ kind: widget, name: "w", properties, described: null }, "w", { ...settings, kinds });
  const drafted = (kinds: Kinds): Draft => {
    const draft = draftOf(kinds);
    if ("reason" in draft) throw new Error(draft.message);
    return draft;
  };

  it.each(formats)("is written as %s, and reads back the same", async (format) => {
    for (const kinds of [widgets, both]) {
      const [file] = draftFiles([drafted(kinds)], format, kinds);
      const { definitions, diagnostics } = await read({ [file?.path ?? ""]: file?.text ?? "" }, kinds);
      expect(diagnostics).toEqual([]);
      expect(definitions).toMatchObject([
        {
          key: { type: "Test::Widgets::Widget", identifier: "w" },
          options: { adopt: true },
          model: {
            Label: "w",
            Size: 3,
            Colours: { "Left Side": "red" },
            PartNames: ["wheel"],
            Tags: [
              { Key: "b", Value: "2" },
              { Key: "z", Value: "1" },
            ],
            Layout: { Rows: [1, { camelCase: true }] },
          },
        },
      ]);
    }
  });

  it("names its call, and its type where it is not the first", () => {
    expect(draftFile("a.ts", [drafted(widgets)], "ts", widgets).text).toContain('await AWS.Widgets.Widget("w", {');
    expect(draftFile("a.json", [drafted(widgets)], "json", widgets).text).not.toContain("Test::Widgets");
    expect(draftFile("a.json", [drafted(both)], "json", both).text).toContain('"type": "Test::Widgets::Widget",');
  });

  it.each<[string, JsonObject, string]>([
    ["a reference in JSON", { ...live, Layout: { a: "{{resolve:ssm:/x}}" } }, "inside JSON"],
    ["braces in a map", { ...live, Colours: { a: "{{x}}" } }, "/Colours/a has double braces"],
    ["a property that is not known", { ...live, Height: 3 }, "height"],
    ["a number out of bounds", { ...live, Size: 30 }, "10 at most"],
  ])("is refused with %s", (_, properties, message) => {
    expect(draftOf(widgets, properties)).toMatchObject({
      reason: "not-expressible",
      message: expect.stringContaining(message),
    });
  });
});
