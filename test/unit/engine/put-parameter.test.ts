import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkParameters } from "../../../workflows/check-parameters.ts";
import { errorList } from "../../../workflows/render/diagnostics-list.ts";
import { cell } from "../../../workflows/render/escape-markdown.ts";
import { putParameterCommand } from "../../../workflows/engine/put-parameter.ts";
import { renderDiagnosticsTerminal } from "../../../workflows/render/terminal.ts";
import { apiKeyModel, definitionOf } from "../../support/definitions.ts";
import { shells } from "../../support/shells.ts";

/** Stands in for the AWS CLI: writes down what it was called with, and what it was given to read. */
const AWS = `#!/bin/sh
for word in "$@"; do printf '%s\\n' "$word" >> "$SEEN/arguments"; done
cat > "$SEEN/value"
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "put-parameter-"));
  writeFileSync(join(folder, "aws"), AWS);
  chmodSync(join(folder, "aws"), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Seen {
  readonly arguments: readonly string[];
  readonly value: string;
  readonly printed: string;
}

function run(shell: string, command: string, input: string): Seen {
  const seen = mkdtempSync(join(folder, "seen-"));
  const env = { PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`, HOME: folder, SEEN: seen };
  const printed = execFileSync(shell, ["-c", `${command} 2>&1`], { env, input, encoding: "utf8" });
  const written = readFileSync(join(seen, "arguments"), "utf8").split("\n").slice(0, -1);
  return { arguments: written, value: readFileSync(join(seen, "value"), "utf8"), printed };
}

const path = "/bridgehead/orders/api-key";
const values = [
  "plain",
  `it's "quoted" \`twice\``,
  String.raw`$HOME $(id) \n \\ %s %% !! ~ * [a] {b}`,
  "  blanks around and  within  ",
  "-n",
  "é–😀",
  "x".repeat(512),
];

describe.each(shells)("pasted into %s, the command", (shell) => {
  it.each(values)("stores %j as it is, without the line break at its end", (value) => {
    for (const end of ["\n", ""]) {
      const seen = run(shell, putParameterCommand({ path }), value + end);
      expect(seen.value).toBe(value);
      expect(seen.printed).toBe("Value: \n");
    }
  });

  it("says which parameter, where, and that it is secret, and nothing of the value", () => {
    const seen = run(shell, putParameterCommand({ path, region: "eu-west-1" }), "canary\n");
    expect(seen.arguments.join(" ")).toBe(
      `ssm put-parameter --region eu-west-1 --type SecureString --name ${path} --value file:///dev/stdin`,
    );
  });

  it("overwrites what exists only where it says so", () => {
    expect(run(shell, putParameterCommand({ path }), "x").arguments).not.toContain("--overwrite");
    expect(run(shell, putParameterCommand({ path, overwrite: true }), "x").arguments).toContain("--overwrite");
  });
});

it("a place that a shell would read is one word", () => {
  const seen = run("sh", putParameterCommand({ path, region: "it's; $(id)" }), "x");
  expect(seen.arguments).toContain("it's; $(id)");
});

describe("a parameter that is missing", () => {
  const reference = { service: "ssm-secure", path, version: null } as const;
  const use = { path: "/AuthParameters", reference, file: "orders.ts", line: 1, column: 1 };
  const missing = checkParameters([definitionOf(apiKeyModel("orders"), { references: [use] })], new Map(), {
    written: new Set(),
    now: 0,
    region: "eu-west-1",
  });
  const command = putParameterCommand({ path, region: "eu-west-1" });

  it("has its command on one line of a terminal, however narrow", () => {
    const text = renderDiagnosticsTerminal(missing, new Map(), { color: false, width: 50 });
    expect(text.split("\n").filter((line) => line.trim() === command)).toHaveLength(1);
  });

  it("has its command in a table's cell, to be copied as it is", () => {
    const shown = /<code>(.*)<\/code>/.exec(cell(`store it: \`${command}\``, 600))?.[1] ?? "";
    expect(shown.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))).toBe(command);
  });

  it("has its command in a comment, to be copied as it is", () => {
    const errors = missing.map((each) => ({ ...each, severity: "error" as const }));
    expect(errorList(errors, "connections", null)).toContain(`\`${command}\``);
  });
});

it("the page of operations shows the same command", () => {
  const page = readFileSync(new URL("../../../docs/operations.md", import.meta.url), "utf8");
  expect(page).toContain(`\n${putParameterCommand({ path: "/bridgehead/orders/key" })}\n`);
});
