import process from "node:process";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

const header = `/**
 * The prelude of the sandbox as one text, for QuickJS. Written by \`node infra/build/prelude-text.ts\` from \`prelude/\`: do
 * not edit.
 */
`;

/**
 * The prelude as QuickJS runs it. Nothing is written in another way for an older engine, since that takes helpers, which
 * use what foreign code can change; and names stay, since foreign code sees those of functions, and stacks show them.
 */
export async function bundlePrelude(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["workflows/engine/read/sandbox/prelude/entry.ts"],
    bundle: true,
    write: false,
    platform: "neutral",
    target: "esnext",
    format: "esm",
    charset: "ascii",
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "warning",
  });
  return lineByStatement(outputFiles[0]?.text ?? "");
}

/** Each statement of the top level in a line: no function, whose text foreign code may read, is broken. */
function lineByStatement(text: string): string {
  const { body } = parse(text, { ecmaVersion: "latest", sourceType: "module" });
  return body.map(({ start, end }) => `${text.slice(start, end)}\n`).join("");
}

/** The text of `workflows/engine/read/sandbox/prelude-text.ts`. */
export async function preludeModule(): Promise<string> {
  const escaped = (await bundlePrelude()).replaceAll(/[\\`]|\$(?=\{)/g, (character) => `\\${character}`);
  return `${header}export const preludeText = \`${escaped}\`;\n`;
}

if (import.meta.main) process.stdout.write(await preludeModule());
