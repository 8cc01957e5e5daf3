import { describe, expect, it } from "vitest";
import { type CommandSpec, parseArguments } from "../../../cli/arguments.ts";
import { CliError } from "../../../cli/cli-error.ts";

const spec: CommandSpec = {
  usage: "npx --no bridgehead apply [DIR] [--yes] [--accept DIGEST]",
  takesFolder: true,
  options: {
    yes: { type: "boolean", doc: "do not ask" },
    accept: { type: "string", value: "DIGEST", doc: "accept this plan" },
  },
};

function refusal(words: readonly string[], given = spec): CliError {
  try {
    parseArguments("apply", given, words);
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
  throw new Error("the arguments were accepted");
}

describe("arguments", () => {
  it("are the folder and the options, in any order", () => {
    for (const words of [
      ["infra", "--yes", "--accept", "d1"],
      ["--accept=d1", "--yes", "infra"],
    ]) {
      const args = parseArguments("apply", spec, words);
      expect([args.folder, args.flag("yes"), args.text("accept")]).toEqual(["infra", true, "d1"]);
    }
  });

  it("are names where a command takes names, as many as there are", () => {
    const naming = { ...spec, takesFolder: false, takesNames: true };
    expect(parseArguments("import", naming, ["orders", "--yes", "--", "-rf"])).toMatchObject({
      folder: undefined,
      names: ["orders", "-rf"],
    });
    expect(parseArguments("apply", spec, ["infra"])).toMatchObject({ folder: "infra", names: [] });
  });

  it("may be left out", () => {
    const args = parseArguments("apply", spec, []);
    expect([args.folder, args.flag("yes"), args.text("accept")]).toEqual([undefined, false, undefined]);
  });

  it("after a double dash name a folder, whatever they look like", () => {
    expect(parseArguments("apply", spec, ["--", "--yes"])).toMatchObject({ folder: "--yes" });
    expect(parseArguments("apply", spec, ["--", "--yes"]).flag("yes")).toBe(false);
  });

  it.each([
    ["an unknown option", ["--force"]],
    ["an unknown short option", ["-y"]],
    ["a value for a flag", ["--yes=no"]],
    ["an option without its value", ["--accept"]],
    ["an option whose value looks like an option", ["--accept", "--yes"]],
  ])("with %s are refused, and say where to look", (_, words) => {
    const error = refusal(words);
    expect(error.message).toMatch(/^\S/);
    expect(error.hint).toBe("`npx --no bridgehead apply --help` lists what it takes");
  });

  it("beyond the folder are refused, and so is a folder that the command does not take", () => {
    expect(refusal(["a", "b"])).toMatchObject({
      message: `"b" is one argument too many`,
      hint: `usage: ${spec.usage}`,
    });
    expect(refusal(["a"], { ...spec, takesFolder: false }).message).toBe(`"a" is one argument too many`);
  });

  it("have no names that every object has", () => {
    const args = parseArguments("apply", spec, []);
    expect([args.flag("constructor"), args.text("toString")]).toEqual([false, undefined]);
  });
});
