import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Diagnostic } from "../../../workflows/engine/definition/diagnostic.ts";
import { attacksFolder, describeAttacks, honestText, writtenAttacks } from "../../support/attacks.ts";
import { bridgehead } from "../../support/bridgehead.ts";

describeAttacks("short");

describe("written attacks", () => {
  it("are all listed", () => {
    const files = readdirSync(attacksFolder).filter((file) => !file.startsWith("_"));
    expect(files).toEqual(Object.keys(writtenAttacks).toSorted());
    expect(files.length).toBeGreaterThanOrEqual(45);
  });
});

describe("the command line", () => {
  it("names each attack, ends with status 1, and reports the definitions of the other files", async () => {
    const root = mkdtempSync(path.join(tmpdir(), "bridgehead-attacks-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const definitions = path.join(root, "connections");
    spawnSync("mkdir", [definitions, path.join(root, "outside")]);
    writeFileSync(path.join(root, "outside/secret.json"), '{ "id": "stolen" }');
    const attacks = ["01", "04", "08", "14", "17", "30", "33", "35", "36", "40", "68"].flatMap((number) =>
      Object.keys(writtenAttacks).filter((file) => file.startsWith(number)),
    );
    for (const file of attacks) writeFileSync(path.join(definitions, file), readFileSync(attacksFolder + file));
    symlinkSync("../outside/secret.json", path.join(definitions, "link.json"));
    symlinkSync("../outside", path.join(definitions, "linked-folder"));
    symlinkSync("linked-folder/secret.json", path.join(definitions, "chain.json"));
    symlinkSync("nowhere.ts", path.join(definitions, "dangling.ts"));
    symlinkSync("loop.ts", path.join(definitions, "loop.ts"));
    writeFileSync(path.join(definitions, "00-honest.ts"), honestText("first"));
    writeFileSync(path.join(definitions, "zz-honest.ts"), honestText("last"));
    writeFileSync(
      path.join(definitions, "reads-a-link.ts"),
      'import secret from "./link.json";\nexport default secret;\n',
    );

    const ended = await bridgehead(["validate", definitions, "--json"], { cwd: root });
    expect(ended.status).toBe(1);
    const { diagnostics } = ended.json<{ diagnostics: readonly Diagnostic[] }>();
    const errors = new Set(diagnostics.flatMap(({ file, severity }) => (severity === "error" ? [file] : [])));
    const links = ["link.json", "linked-folder", "chain.json", "dangling.ts", "loop.ts", "reads-a-link.ts"];
    expect([...errors].toSorted()).toEqual(expect.arrayContaining([...attacks, ...links].toSorted()));
    // What is wrong with the honest ones is what they lack.
    const honest = diagnostics.filter(({ file }) => /honest/.test(file));
    expect(new Set(honest.map(({ file }) => file))).toEqual(new Set(["00-honest.ts", "zz-honest.ts"]));
    expect(ended.stdout).not.toContain("stolen");
  }, 120_000);
});
