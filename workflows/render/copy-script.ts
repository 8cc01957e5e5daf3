import type { ImportParameter } from "../engine/import/imported-target.ts";
import type { SecretSource } from "../engine/import/secret-source.ts";
import type { Target } from "../engine/plan/plan.ts";
import { shellWord } from "../engine/values/shell-word.ts";
import { visibleLine } from "./visible-text.ts";
import { plural } from "./wording.ts";

/**
 * A script for `sh` that copies each credential from the secret that AWS keeps it in to its parameter. A value goes
 * through pipes alone: it gets into no argument, no file, no history and on no screen, and nothing is added to it. A
 * parameter that exists is left as it is. What cannot be copied is named, the rest goes on, and the status is 1 then.
 */
export function copyScript(parameters: readonly ImportParameter[], { account, region }: Target): string {
  const calls = parameters.filter(isCopied).map(callFor);
  const place = `account ${visibleLine(account)}, ${visibleLine(region)}`;
  return [
    "#!/bin/sh",
    `# Copies ${plural(calls.length, "credential")} of ${place}: each from the secret that AWS keeps it in,`,
    "# to the parameter that its new definition refers to. It shows no value and overwrites no parameter.",
    "#",
    "# Run it where `aws` and `node` are, as somebody of that account who has",
    "# - secretsmanager:GetSecretValue on these secrets, and kms:Decrypt where a key of yours encrypts them,",
    "# - ssm:PutParameter on these parameters.",
    "",
    "# Nobody traces the values.",
    "set +x",
    "failed=0",
    "# What `aws` reads and writes here is UTF-8, whatever this place has otherwise: for its version 1, and for 2.",
    "export PYTHONUTF8=1 AWS_CLI_FILE_ENCODING=UTF-8 AWS_CLI_OUTPUT_ENCODING=UTF-8",
    "",
    VALUE,
    "",
    copyFunction(shellWord(region)),
    "",
    ...parameters.filter(({ version }) => version !== null).map(existsLine),
    ...calls,
    'exit "$failed"',
  ].join("\n");
}

/** Whether the script copies it: AWS keeps its value where it can be read, and the parameter is yet to be made. */
export function isCopied(parameter: ImportParameter): parameter is ImportParameter & { readonly source: SecretSource } {
  return parameter.source !== null && parameter.version === null;
}

function callFor({ path, source }: ImportParameter & { readonly source: SecretSource }): string {
  return `copy ${[path, source.secret, JSON.stringify(source.steps)].map(shellWord).join(" ")}`;
}

const existsLine = ({ path, version }: ImportParameter): string =>
  `# ${visibleLine(path)} exists already (version ${String(version)}): it stays as it is.`;

/*
 * No shell takes JSON apart, and `jq` is not everywhere: `node` is where Bridgehead is, since it runs on it. There is no
 * single quote in the program, which stands between two.
 *
 * What it writes is ASCII on one line, whole or not at all, so that the shell sees by it whether there is a value.
 * `--cli-input-json` cannot read it: `aws` opens that file twice, and a pipe is empty then. `--value` opens it once, as
 * text, and so takes a carriage return for a line break. Tests run version 1 of it; that 2 does the same, and goes by
 * the two settings of encodings, is what others say of it.
 */
const VALUE = String.raw`# value PARAMETER STEPS: takes a value out of the secret on standard input, and writes it as "printf %b" reads it.
# Names of members count without case and underscores.
value() {
  node -e '
    const [parameter, steps] = process.argv.slice(1);
    const fail = (why) => {
      console.error(parameter + ": " + why);
      process.exit(1);
    };
    const plain = (name) => name.replaceAll("_", "").toLowerCase();
    const member = (from, name) => Object.entries(Object(from)).find(([each]) => plain(each) === plain(name))?.[1];
    const follow = (from, step) =>
      typeof step === "string"
        ? member(from, step)
        : Object.values(Object(from)).filter((item) => member(item, "key") === step.key)[step.nth];

    let secret;
    try {
      const bytes = require("node:fs").readFileSync(0);
      secret = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
      fail("its secret could not be read");
    }
    const value = JSON.parse(steps).reduce(follow, secret);
    if (typeof value !== "string" || value === "") {
      fail("its secret has nothing at " + steps + "; it has " + Object.keys(Object(secret)).join(", "));
    }
    if (value.includes("\r")) fail("its value has a carriage return, which aws would change");
    const escaped = (byte) => "\\0" + byte.toString(8).padStart(3, "0");
    const isPlain = (byte) => byte >= 32 && byte <= 126 && byte !== 92;
    console.log(Array.from(Buffer.from(value), (byte) => (isPlain(byte) ? String.fromCharCode(byte) : escaped(byte))).join(""));
  ' "$1" "$2"
}`;

/** The shell's own `printf` writes the value, so that no program has it as an argument. */
const copyFunction = (region: string): string => String.raw`# copy PARAMETER SECRET STEPS
copy() {
  if
    aws secretsmanager get-secret-value --region ${region} --secret-id "$2" --query SecretString --output text </dev/null |
      value "$1" "$3" |
      { IFS= read -r text && printf %b "$text" |
        aws ssm put-parameter --region ${region} --type SecureString --name "$1" --value file:///dev/stdin >/dev/null; }
  then
    echo "copied: $1" >&2
  else
    echo "not copied: $1" >&2
    failed=1
  fi
}`;
