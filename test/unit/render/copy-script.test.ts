import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportParameter } from "../../../workflows/engine/import/imported-target.ts";
import type { SecretStep } from "../../../workflows/engine/kinds/resource-kind.ts";
import { copyScript } from "../../../workflows/render/copy-script.ts";
import { shells } from "../../support/shells.ts";

/** Stands in for the AWS CLI: the secret of an ARN is in a file of that name, a parameter goes to one. */
const AWS = `#!/bin/sh
case "$1 $2" in
"secretsmanager get-secret-value") cat "$FILES/secret-$6" ;;
"ssm put-parameter")
  printf '%s\\n' "$*" >> "$FILES/calls"
  test ! -e "$FILES/value-$(basename "$8")" && cat > "$FILES/value-$(basename "$8")" ;;
esac
`;

const target = { account: "111122223333", region: "eu-west-1", stage: "cli" };

function parameter(
  name: string,
  secret: string | null,
  steps: readonly SecretStep[] = [],
  version: number | null = null,
): ImportParameter {
  const source = secret === null ? null : { secret, steps };
  return { path: `/bridgehead/${name}`, type: "AWS::Made::Up", connection: "a", property: "/a", source, version };
}

const list = [
  { key: "a", value: "first" },
  { Key: "it's", Value: "canary 2" },
  { key: "it's", value: "canary 3" },
];
const secrets: Readonly<Record<string, object>> = {
  "arn:1": { password: "canary 1", HttpParameters: { HeaderParameters: list } },
  "arn:2": { api_key_value: "canary \n \\ \\n é%s\n", nothing: "", number: 7, return: "a\rb" },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copy-script-"));
  writeFileSync(join(folder, "aws"), AWS);
  chmodSync(join(folder, "aws"), 0o755);
  for (const [arn, secret] of Object.entries(secrets)) {
    writeFileSync(join(folder, `secret-${arn}`), `${JSON.stringify(secret)}\n`);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What each parameter got, by the last level of its name. */
  readonly values: Readonly<Record<string, string>>;
}

function run(shell: string, parameters: readonly ImportParameter[], ...flags: readonly string[]): Promise<Ran> {
  const file = join(folder, "copy.sh");
  writeFileSync(file, copyScript(parameters, target));
  const path = [folder, dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
  const env = { PATH: path, HOME: folder, FILES: folder };
  return new Promise((resolve) => {
    execFile(shell, [...flags, file], { env }, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code);
      const written = readdirSync(folder).filter((name) => name.startsWith("value-"));
      const values = written.map((name) => [name.slice("value-".length), readFileSync(join(folder, name), "utf8")]);
      resolve({ status, stdout, stderr, values: Object.fromEntries(values) as Ran["values"] });
    });
  });
}

describe.each(shells)("run by %s, the script", (shell) => {
  it("copies each value as it is, and says so, without a word of it, also while it is traced", async () => {
    const given = [
      parameter("password", "arn:1", ["password"]),
      parameter("second", "arn:1", ["http_parameters", "header_parameters", { key: "it's", nth: 0 }, "value"]),
      parameter("third", "arn:1", ["http_parameters", "header_parameters", { key: "it's", nth: 1 }, "value"]),
      parameter("key", "arn:2", ["api_key_value"]),
    ];
    const ran = await run(shell, given, "-x");
    expect(ran).toMatchObject({
      status: 0,
      stdout: "",
      values: { password: "canary 1", second: "canary 2", third: "canary 3", key: "canary \n \\ \\n é%s\n" },
    });
    expect(ran.stderr.split("\n").filter((line) => !line.startsWith("+"))).toEqual([
      ...given.map(({ path }) => `copied: ${path}`),
      "",
    ]);
    expect(ran.stderr + readFileSync(join(folder, "calls"), "utf8")).not.toContain("canary");
    expect(readFileSync(join(folder, "calls"), "utf8").split("\n")[0]).toBe(
      "ssm put-parameter --region eu-west-1 --type SecureString --name /bridgehead/password --value file:///dev/stdin",
    );
  });
});

it("stops at nothing: what has no value, or a secret that cannot be read, is named, and the status is 1", async () => {
  const ran = await run("sh", [
    parameter("missing", "arn:1", ["http_parameters", "header_parameters", { key: "it's", nth: 2 }, "value"]),
    parameter("empty", "arn:2", ["nothing"]),
    parameter("number", "arn:2", ["number"]),
    parameter("return", "arn:2", ["return"]),
    parameter("unread", "arn:3", ["password"]),
    parameter("fine", "arn:1", ["password"]),
  ]);
  expect(ran).toMatchObject({ status: 1, values: { fine: "canary 1" } });
  expect(Object.keys(ran.values)).toEqual(["fine"]);
  expect(ran.stderr.split("\n").filter((line) => !line.startsWith("cat:"))).toEqual([
    `/bridgehead/missing: its secret has nothing at ["http_parameters","header_parameters",{"key":"it's","nth":2},"value"]; it has password, HttpParameters`,
    "not copied: /bridgehead/missing",
    '/bridgehead/empty: its secret has nothing at ["nothing"]; it has api_key_value, nothing, number, return',
    "not copied: /bridgehead/empty",
    '/bridgehead/number: its secret has nothing at ["number"]; it has api_key_value, nothing, number, return',
    "not copied: /bridgehead/number",
    "/bridgehead/return: its value has a carriage return, which aws would change",
    "not copied: /bridgehead/return",
    "/bridgehead/unread: its secret could not be read",
    "not copied: /bridgehead/unread",
    "copied: /bridgehead/fine",
    "",
  ]);
});

it("leaves alone what exists, and what AWS keeps nowhere", async () => {
  const ran = await run("sh", [
    parameter("exists", "arn:1", ["password"], 3),
    parameter("nowhere", null),
    parameter("fine", "arn:1", ["password"]),
  ]);
  expect(ran).toMatchObject({ status: 0, stderr: "copied: /bridgehead/fine\n", values: { fine: "canary 1" } });
});

it("takes a secret that is not in UTF-8 for unreadable", async () => {
  writeFileSync(join(folder, "secret-arn:1"), Buffer.from('{"password":"caf\u00e9"}', "latin1"));
  const ran = await run("sh", [parameter("password", "arn:1", ["password"])]);
  expect(ran).toMatchObject({ status: 1, values: {} });
  expect(ran.stderr).toContain("its secret could not be read");
});

it("reads as before", () => {
  const text = copyScript(
    [
      parameter("orders/api-key", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:events!connection/orders/1", [
        "api_key_value",
      ]),
      parameter("orders/header-x", "arn:2", [
        "invocation_http_parameters",
        "header_parameters",
        { key: "it's", nth: 0 },
        "value",
      ]),
      parameter("stock/password", "arn:3", ["password"], 3),
    ],
    target,
  );
  const file = fileURLToPath(new URL("../../golden/import/copy-credentials.sh", import.meta.url));
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, `${text}\n`);
  expect(`${text}\n`).toBe(readFileSync(file, "utf8"));
});
