import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkParameters } from "../../../workflows/plan/check-parameters.ts";
import { errorList } from "../../../workflows/render/diagnostics-list.ts";
import { cell } from "../../../workflows/render/escape-markdown.ts";
import { putParameterCommand } from "../../../workflows/engine/help/put-parameter.ts";
import { renderDiagnosticsTerminal, renderResultTerminal } from "../../../workflows/render/terminal.ts";
import { apiKeyModel, definitionOf, keyOf } from "../../support/definitions.ts";
import { shells } from "../../support/shells.ts";

/** Stands in for the AWS CLI: writes down what it was called with, and what it was given to read. */
const AWS = `#!/bin/sh
for word in "$@"; do printf '%s\\n' "$word" >> "$SEEN/arguments"; done
env > "$SEEN/environment"
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
  readonly environment: string;
  readonly printed: string;
}

function environmentOf(seen: string): Readonly<Record<string, string>> {
  return { PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`, HOME: folder, SEEN: seen };
}

function run(shell: string, command: string, input: string): Seen {
  const seen = mkdtempSync(join(folder, "seen-"));
  const printed = execFileSync(shell, ["-c", `${command} 2>&1`], { env: environmentOf(seen), input, encoding: "utf8" });
  const read = (name: string): string => readFileSync(join(seen, name), "utf8");
  return {
    arguments: read("arguments").split("\n").slice(0, -1),
    value: read("value"),
    environment: read("environment"),
    printed,
  };
}

/** Runs a command that has to be refused, and gives what it said. */
function refusal(shell: string, input: string): string {
  const seen = mkdtempSync(join(folder, "seen-"));
  const env = environmentOf(seen);
  const ended = spawnSync(shell, ["-c", putParameterCommand({ path })], { env, input, encoding: "utf8" });
  expect(ended.status).toBe(1);
  expect(ended.stdout).toBe("");
  expect(existsSync(join(seen, "arguments"))).toBe(false);
  return ended.stderr;
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
  "one\ntwo",
  "\nbehind an empty line",
  `-----BEGIN KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n".repeat(60)}-----END KEY-----`,
];

describe.each(shells)("pasted into %s, the command", (shell) => {
  it.each(values)("stores %j as it is, without line breaks at its end", (value) => {
    for (const end of ["\n", "\n\n", ""]) {
      const seen = run(shell, putParameterCommand({ path }), value + end);
      expect(seen.value).toBe(value);
      expect(seen.printed).toBe("Value, then Enter and Ctrl-D: \n");
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

  it.each([
    ["is empty", "\n"],
    ["is nothing at all", ""],
    ["has a carriage return, which aws would change", "canary\r\n"],
    ["has one in its midst", "one\rcanary\n"],
    ["is another command of the same block", `${putParameterCommand({ path: "/bridgehead/other" })}\ncanary\n`],
  ])("stores nothing of what %s", (_, input) => {
    const said = refusal(shell, input);
    expect(said).toBe("Value, then Enter and Ctrl-D: \nNothing is stored: one command and one value at a time\n");
  });

  it("hides the value from a trace and from the environment, and an end without a line break is no failure", () => {
    const seen = run(shell, `{ set -aex; export value=x; ${putParameterCommand({ path })}; }`, "canary");
    expect(seen.value).toBe("canary");
    expect(seen.printed + seen.environment).not.toContain("canary");
  });
});

it("nothing in the command is replaced on a shell's command line, or ends it in Markdown", () => {
  expect(putParameterCommand({ path })).not.toMatch(/[!`\n]/);
});

it("a place that a shell would read is one word", () => {
  const seen = run("sh", putParameterCommand({ path, region: "it's; $(id)" }), "x");
  expect(seen.arguments).toContain("it's; $(id)");
});

const longPath = `/bridgehead/${"x".repeat(900)}`;

describe.each([path, longPath])("a parameter that is missing: %s", (path) => {
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
    expect(errorList(errors, { folder: "connections", browser: null })).toContain(`\`${command}\``);
  });

  it("has its command on a line of a terminal where an apply failed for it", () => {
    const error = `${"a reason ".repeat(50)}: \`${command}\``;
    const failed = { id: "orders", name: "orders", key: keyOf("orders"), action: "update", status: "failed" } as const;
    const results = [{ ...failed, error, authorization: null, arn: null }];
    const result = { outcome: "failed", reason: "stopped-by-error", results } as const;
    const text = renderResultTerminal(result, null, { color: false, width: 80 });
    expect(text.split("\n").map((line) => line.trim())).toContain(command);
  });
});

it("the page of operations shows the same command", () => {
  const page = readFileSync(new URL("../../../docs/operations.md", import.meta.url), "utf8");
  expect(page).toContain(`\n${putParameterCommand({ path: "/bridgehead/orders/key" })}\n`);
});
