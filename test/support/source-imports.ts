import { readdir, readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type AnyNode, type Node, parse } from "acorn";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** One of the project's own files, as it stands. Paths are relative to the root, with forward slashes. */
export interface SourceModule {
  readonly path: string;
  /** What it imports, types included: own files as paths from the root, packages and builtins as written. */
  readonly imports: readonly string[];
  /** Globals that it uses to reach beyond its arguments, such as `process` or `Date.now`. */
  readonly ambient: readonly string[];
  /** Names of the fields that it hands to a log, as far as they are written out. */
  readonly logFields: readonly string[];
}

/** Every TypeScript file below the folders. */
export async function sourceModules(folders: readonly string[]): Promise<readonly SourceModule[]> {
  const nested = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(path.join(root, folder), { recursive: true }).catch(() => []);
      const files = entries.filter((entry) => entry.endsWith(".ts")).map((entry) => path.posix.join(folder, entry));
      return Promise.all(files.map(async (file) => readModule(file, await readFile(path.join(root, file), "utf8"))));
    }),
  );
  return nested.flat();
}

export function readModule(file: string, text: string): SourceModule {
  // A type import is a dependency as well, but stripping types would take it away.
  const visible = text
    .replaceAll(/^import type (?=[\w{*])/gm, "import      ")
    .replaceAll(/^export type (?=[{*])/gm, "export      ");
  const program = parse(stripTypeScriptTypes(visible), { ecmaVersion: "latest", sourceType: "module" });
  const imports = new Set<string>();
  const ambient = new Set<string>();
  const logFields = new Set<string>();
  walk(program, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) imports.add(resolveOwn(file, specifier));
    const used = ambientUse(node);
    if (used !== undefined) ambient.add(used);
    for (const name of loggedBy(node)) logFields.add(name);
  });
  return { path: file, imports: [...imports], ambient: [...ambient], logFields: [...logFields] };
}

function specifierOf(node: AnyNode): string | undefined {
  const source = "source" in node ? node.source : undefined;
  return source?.type === "Literal" && typeof source.value === "string" ? source.value : undefined;
}

const ambientMembers: ReadonlySet<string> = new Set([
  "Date.now",
  "Math.random",
  "performance.now",
  "AbortSignal.timeout",
]);
const ambientCalls: ReadonlySet<string> = new Set(["fetch", "setTimeout", "setInterval", "setImmediate", "require"]);

function ambientUse(node: AnyNode): string | undefined {
  if (node.type === "NewExpression") {
    return isNamed(node.callee, "Date") && node.arguments.length === 0 ? "new Date()" : undefined;
  }
  if (node.type === "CallExpression") {
    return node.callee.type === "Identifier" && ambientCalls.has(node.callee.name) ? node.callee.name : undefined;
  }
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier" || node.computed) return undefined;
  if (node.object.name === "process" || node.object.name === "console") return node.object.name;
  const member = node.property.type === "Identifier" ? `${node.object.name}.${node.property.name}` : "";
  return ambientMembers.has(member) ? member : undefined;
}

/** The keys of the object literals in a call such as `deps.log.info("…", { name })`. */
function loggedBy(node: AnyNode): readonly string[] {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return [];
  const { object, property } = node.callee;
  if (property.type !== "Identifier" || !["info", "warn", "error"].includes(property.name)) return [];
  const log = object.type === "MemberExpression" ? object.property : object;
  if (!isNamed(log, "log")) return [];
  return node.arguments
    .flatMap((argument) => (argument.type === "ObjectExpression" ? argument.properties : []))
    .flatMap((member) => (member.type === "Property" && member.key.type === "Identifier" ? [member.key.name] : []));
}

function isNamed(node: AnyNode, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

function resolveOwn(file: string, specifier: string): string {
  return specifier.startsWith(".") ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
}

function walk(node: AnyNode, visit: (node: AnyNode) => void): void {
  visit(node);
  for (const child of Object.values(node)) {
    for (const item of Array.isArray(child) ? child : [child]) {
      if (isNode(item)) walk(item, visit);
    }
  }
}

/** acorn's nodes, and nothing else in its tree, have a type and a start. */
function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in (value as Node);
}
