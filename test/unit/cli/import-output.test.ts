import { describe, expect, it } from "vitest";
import { CliError } from "../../../cli/cli-error.ts";
import { importOutput, type ImportOptions } from "../../../cli/import-output.ts";

const place = (wanted: Partial<ImportOptions>) =>
  importOutput({ format: undefined, out: undefined, definitions: undefined, ...wanted }, "connections");

function refusal(wanted: Partial<ImportOptions>): string {
  try {
    place(wanted);
  } catch (error) {
    if (error instanceof CliError) return error.message;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("where an import writes", () => {
  it.each<[string, Partial<ImportOptions>, object]>([
    ["the configured folder", {}, { definitions: "connections", folder: "connections", file: null, format: "ts" }],
    [
      "a folder below it",
      { out: "connections/imported/", format: "json" },
      { definitions: "connections", folder: "connections/imported/", file: null, format: "json" },
    ],
    [
      "one file, whose name says the format",
      { out: "connections/all.json" },
      { definitions: "connections", folder: "connections", file: "all.json", format: "json" },
    ],
    [
      "another folder, which then is the definitions folder",
      { out: "defs" },
      { definitions: "defs", folder: "defs", isInside: true },
    ],
    [
      "a folder below another definitions folder",
      { out: "defs/imported", definitions: "defs" },
      { definitions: "defs", folder: "defs/imported", isInside: true },
    ],
    [
      "a file beside the definitions folder, where nobody will see it",
      { out: "all.ts" },
      { definitions: "connections", folder: ".", file: "all.ts", isInside: false },
    ],
    ["the terminal", { out: "-", format: "json" }, { definitions: "connections", isPrinted: true, format: "json" }],
  ])("is %s", (_, wanted, expected) => {
    expect(place(wanted)).toMatchObject(expected);
  });

  it.each<[string, Partial<ImportOptions>, string]>([
    ["a format that there is none of", { format: "yaml" }, `"yaml" is not a format`],
    ["a format that the file's name contradicts", { format: "ts", out: "connections/a.json" }, "does not go with"],
    ["a file that is passed over", { out: "connections/_a.ts" }, "no definition is read"],
    ["a folder that is passed over", { out: "connections/.a" }, "no definition is read"],
    ["a declaration file", { out: "connections/a.d.ts" }, "no definition is read"],
  ])("is refused as %s", (_, wanted, message) => {
    expect(refusal(wanted)).toContain(message);
  });
});
