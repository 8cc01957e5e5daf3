import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { format } from "oxfmt";
import { describe, expect, it } from "vitest";
import type { Draft } from "../../../workflows/engine/import/draft.ts";
import { draftFile, formats } from "../../../workflows/engine/import/draft-files.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { draftConnection, type LiveConnection } from "../../support/of-connections.ts";
import { evaluate } from "../read/support.ts";
import { settings } from "../interpret/support.ts";

// Live connections beside the definitions that an import writes for them. The TypeScript ones are compiled with the
// project, against the types that authors get. UPDATE_GOLDEN=1 writes them anew; read the difference.
const folder = fileURLToPath(new URL("../../golden/import/", import.meta.url));
const suffix = ".live.json";
const cases = readdirSync(folder)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));

function golden(file: string, text: string): string {
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(folder + file, text);
  return readFileSync(folder + file, "utf8");
}

describe.each(cases)("%s", (name) => {
  const { connections } = JSON.parse(readFileSync(folder + name + suffix, "utf8")) as {
    readonly connections: readonly LiveConnection[];
  };
  const drafts = connections.map((connection): Draft => {
    const draft = draftConnection(connection, connection.name, settings);
    if ("reason" in draft) throw new Error(draft.message);
    return draft;
  });

  it.each(formats)("is written as %s, in the format that a formatter leaves alone", async (kind) => {
    const { text } = draftFile(`a.${kind}`, drafts, kind, builtinKinds);
    expect(text).toBe(golden(`${name}.definition.${kind}`, text));
    expect(await format(`a.${kind}`, text, { printWidth: 120 })).toEqual({ code: text, errors: [] });
  });

  it.each(formats)("is valid as %s, without a remark, and says that it adopts", async (kind) => {
    const evaluation = await evaluate({ [`a.${kind}`]: draftFile(`a.${kind}`, drafts, kind, builtinKinds).text });
    const { definitions, diagnostics } = interpret(evaluation, settings);
    expect(diagnostics).toEqual([]);
    expect(definitions.map((definition) => [definition.name, definition.options.adopt])).toEqual(
      connections.map((connection) => [connection.name, true]),
    );
  });

  it("names the parameters that are missing, and where AWS keeps their values", () => {
    const parameters = drafts.flatMap((draft) =>
      draft.parameters.map(({ path, property, source }) => ({ path, property, source })),
    );
    const text = `${JSON.stringify(parameters, null, 2)}\n`;
    expect(text).toBe(golden(`${name}.parameters.json`, text));
  });
});
