import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { root } from "../support/source-imports.ts";

export interface CompileError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The message with the lines that go on about it. */
  readonly text: string;
}

const compiler = path.join(root, "node_modules/typescript/bin/tsc");

/** Compiles definition files in a repository of their own, which has this project as a package and says no more. */
export async function compileDefinitions(
  files: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>> = {
    extends: "./node_modules/bridgehead/connections/_authoring/tsconfig.definitions.json",
  },
): Promise<readonly CompileError[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-types-"));
  try {
    await mkdir(path.join(folder, "node_modules"));
    await symlink(root, path.join(folder, "node_modules/bridgehead"));
    await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify({ ...options, include: ["connections"] }));
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, "connections", name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    return parse(await output(["--project", folder, "--pretty", "false"], folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function output(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    // The compiler ends with a status of its own where it has found errors.
    execFile(process.execPath, [compiler, ...args], { cwd, maxBuffer: 16 * 1024 * 1024 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

function parse(text: string): readonly CompileError[] {
  const errors: CompileError[] = [];
  for (const line of text.split("\n")) {
    const [, file = "", row, column, message = ""] = /^(\S+?)\((\d+),(\d+)\): error TS\d+: (.*)$/.exec(line) ?? [];
    const last = errors.at(-1);
    if (message !== "") {
      errors.push({
        file: file.replace(/^connections\//, ""),
        line: Number(row),
        column: Number(column),
        text: message,
      });
    } else if (line.startsWith(" ") && last !== undefined) {
      errors[errors.length - 1] = { ...last, text: `${last.text}\n${line}` };
    } else if (line.trim() !== "") {
      errors.push({ file: "", line: 0, column: 0, text: line });
    }
  }
  return errors;
}
