import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Diagnostic } from "../../workflows/engine/definition/diagnostic.ts";
import { bridgehead } from "../support/bridgehead.ts";
import { definitionJson } from "../support/pipeline.ts";

it("what the hint says to write of a text that is no secret is taken as it is printed, and for that text alone", async () => {
  const cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-no-secret-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await mkdir(path.join(cwd, "connections"));
  const describe = (text: string) =>
    writeFile(path.join(cwd, "connections/orders.json"), definitionJson("orders", { description: text }));
  const validate = async () => {
    const ended = await bridgehead(["validate", "--json"], { cwd });
    return { status: ended.status, diagnostics: ended.json<{ diagnostics: readonly Diagnostic[] }>().diagnostics };
  };

  await describe(`ghp_${"a".repeat(36)}`);
  const refused = await validate();
  expect(refused).toMatchObject({ status: 1, diagnostics: [{ code: "exposed-secret", severity: "error" }] });
  const [, member] = /write `("notSecrets": \[.*?\])` into `bridgehead\.config\.json`/.exec(
    refused.diagnostics[0]?.hint ?? "",
  ) ?? ["", ""];
  await writeFile(path.join(cwd, "bridgehead.config.json"), `{ ${member} }`);
  expect(await validate()).toEqual({ status: 0, diagnostics: [] });

  await describe(`ghp_${"b".repeat(36)}`);
  expect(await validate()).toMatchObject({ status: 1, diagnostics: [{ code: "exposed-secret" }] });
});
