import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { putParameterCommand } from "../../workflows/engine/help/put-parameter.ts";
import { shells } from "../support/shells.ts";
import { type Dev, startDev } from "../support/start-dev.ts";
import { type AwsCli, openAwsCli } from "./run-aws-cli.ts";

/*
 * The command that stores a credential, as it is printed, with the real `aws`: from a pipe, and pasted into a shell on a
 * terminal.
 */

let dev: Dev;
let aws: AwsCli;
let home: string;

beforeAll(async () => {
  dev = await startDev();
  aws = await openAwsCli(inject("awsCli"), dev.aws);
  home = await mkdtemp(join(tmpdir(), "put-parameter-"));
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  await dev[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

const VALUE = String.raw`  it's a "canary" $HOME $(id) \n \\ 100% %s !! é  `;

async function stored(name: string): Promise<unknown> {
  const answer = await aws.run("ssm", "get-parameter", "--name", name, "--with-decryption");
  return (answer as { readonly Parameter: unknown }).Parameter;
}

interface Found {
  readonly Parameters: readonly { readonly Value: string }[];
}

interface Ended {
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], input: string): Promise<Ended> {
  const folder = dirname(inject("awsCli"));
  const env = {
    ...aws.environment,
    PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
    PS1: "ready$ ",
    TERM: "dumb",
    HISTFILE: join(home, "history"),
  };
  return new Promise((resolve) => {
    const child = execFile(program, [...args], { env, cwd: home, timeout: 90_000 }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

/** How each shell is started for a person, without what that person has set up. */
const interactive: Readonly<Record<string, readonly string[]>> = {
  sh: ["-i"],
  bash: ["--norc", "-i"],
  zsh: ["-f", "-i"],
};

/** A text, and what the screen shows after it before the next, or the seconds until then. */
type Step = readonly [text: string, next: string | number];

interface Pasted {
  /** A second command and a third are pasted with the first. */
  readonly isBlock?: true;
  readonly typed: string;
  readonly ends: number;
  readonly kept?: string;
}

const READY = "ready$ ";
const KEY = `-----BEGIN canary-----\ntouch ran\n${`canary${"x".repeat(58)}\n`.repeat(9)}-----END canary-----`;
const AFTER = `echo "ended with $?"; stty -a | tr " " "\\n" | grep -x -e "-*echo;*"; fc -l 1 2>/dev/null`;

/** What the screen of a shell shows in which each text is typed or pasted, once it shows what belongs to the one before. */
async function paste(shell: string, steps: readonly Step[]): Promise<string> {
  const python = join(dirname(inject("awsCli")), "python");
  const script = fileURLToPath(new URL("paste.py", import.meta.url));
  const ended = await run(python, [script, shell, ...(interactive[shell] ?? [])], JSON.stringify({ steps }));
  return (JSON.parse(ended.stdout) as { readonly screen: string }).screen;
}

describe.each(shells)("in %s", (shell) => {
  const path = `/bridgehead/${shell}/api-key`;

  it("the printed command stores what comes from a pipe, byte for byte, and overwrites where it says so", async () => {
    expect(await run(shell, ["-c", putParameterCommand({ path, region: "us-east-1" })], `${VALUE}\n`)).toMatchObject({
      failed: false,
      stderr: "Value, then Enter and Ctrl-D: \n",
    });
    expect(await stored(path)).toMatchObject({ Type: "SecureString", Value: VALUE, Version: 1 });
    const again = await run(shell, ["-c", putParameterCommand({ path })], "other");
    expect(again.failed).toBe(true);
    expect(again.stderr).toContain("(ParameterAlreadyExists)");
    const over = await run(shell, ["-c", putParameterCommand({ path, overwrite: true })], "other");
    expect(over).toMatchObject({ failed: false });
    expect(await stored(path)).toMatchObject({ Value: "other", Version: 2 });
  });

  it.each<[string, Pasted]>([
    ["stores what is typed and shows nothing of it", { typed: `${VALUE}\n\u0004`, ends: 0, kept: VALUE }],
    ["stores all lines of a key, and runs none", { typed: `${KEY}\n\u0004`, ends: 0, kept: KEY }],
    ["stores nothing after Ctrl-C", { typed: "canary\u0003", ends: 130 }],
    ["stores nothing of an empty line", { typed: "\n\u0004", ends: 1 }],
    ["stores nothing of a line that a terminal may cut", { typed: `canary${"x".repeat(2_000)}\n\u0004`, ends: 1 }],
    ["takes no command behind it for a value", { isBlock: true, typed: "canary\n\u0004", ends: 1 }],
  ])("pasted on a terminal, it %s, and turns the echo on again", async (what, { typed, ends, kept, isBlock }) => {
    const name = `${path}/${what.replaceAll(/\W+/g, "-")}`;
    const commands = [name, ...(isBlock === true ? [`${name}-2`, `${name}-3`] : [])].map((each) =>
      putParameterCommand({ path: each }),
    );
    const screen = await paste(shell, [
      [`${commands.join("\n")}\n`, "\nValue, then Enter and Ctrl-D: "],
      // A person needs longer than the shell to begin to read.
      ["", 0.5],
      [typed, READY],
      [`${AFTER}\n`, READY],
    ]);
    expect(screen).toContain(`ended with ${ends}`);
    expect(screen).toMatch(/^echo;?\r?$/m);
    expect(screen).not.toContain("canary");
    expect(await readdir(home)).not.toContain("ran");
    const names = [name, `${name}-2`, `${name}-3`];
    const found = (await aws.run("ssm", "get-parameters", "--names", ...names, "--with-decryption")) as Found;
    expect(found.Parameters.map(({ Value }) => Value)).toEqual(kept === undefined ? [] : [kept]);
  });
});
