import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type Mutation, mutations } from "./mutations.ts";

/*
 * node test/simulation/simulator/mutate.ts [SEEDS] [NAME PART]
 *
 * Puts one fault after the other into a copy of the product, and lives through up to so many schedules each: every one has
 * to be found.
 */

const run = promisify(execFile);
const root = path.join(import.meta.dirname, "../../..");
const [seeds = "500", only = ""] = process.argv.slice(2);

async function copy(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-mutations-"));
  const { stdout } = await run("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, maxBuffer: 2 ** 26 });
  const wanted = /^(?:infra|workflows|functions|connections|test\/(?:simulation\/simulator|support))\/|^package\.json$/;
  for (const file of stdout.split("\n").filter((each) => wanted.test(each))) {
    await cp(path.join(root, file), path.join(folder, file));
  }
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  return folder;
}

/** The seed that found it, and what it said; undefined: none did. */
async function found({ file, from, to }: Mutation, folder: string): Promise<string | undefined> {
  const place = path.join(folder, file);
  const text = await readFile(place, "utf8");
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`);
  await writeFile(
    place,
    text.replace(from, () => to),
  );
  try {
    const program = path.join(folder, "test/simulation/simulator/main.ts");
    const ended = await run(process.execPath, [program, "--seeds", seeds, "--first"], { maxBuffer: 2 ** 26 }).catch(
      (error: { readonly stdout?: string; readonly stderr?: string }) => error,
    );
    const stdout = ended.stdout ?? "";
    if (!/\d+ violations\n$/.test(stdout)) return `it does not run: ${(ended.stderr ?? "").slice(-300)}`;
    return stdout.split("\n").find((line) => line.startsWith("seed "));
  } finally {
    await writeFile(place, text);
  }
}

const folder = await copy();
try {
  let missed = 0;
  for (const mutation of mutations.filter(({ name }) => name.includes(only))) {
    const seed = await found(mutation, folder);
    missed += Number(seed === undefined);
    process.stdout.write(`| ${mutation.name} | ${seed ?? "NOT FOUND"} |\n`);
  }
  process.stdout.write(`${missed} of ${mutations.length} were not found\n`);
  process.exitCode = missed > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true });
}
