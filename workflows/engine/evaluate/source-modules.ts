import type { Program } from "acorn";
import type { Diagnostic } from "../diagnostic.ts";
import type { SourceFile } from "../evaluation.ts";
import { checkImports } from "./check-imports.ts";
import { compareText } from "./definition-files.ts";
import { diagnose, startOf } from "./diagnose.ts";
import { readJson, valueOf } from "./json-tree.ts";
import { limits } from "./limits.ts";
import { stripTypes } from "./strip-types.ts";
import { parseModule } from "./syntax.ts";
import { createTextPlaces, type Place } from "./text-places.ts";

/** One file as the sandbox sees it. */
export interface SourceModule {
  readonly path: string;
  /** The sandbox's name of it. */
  readonly name: string;
  /** JavaScript; null when the file cannot be run. */
  readonly code: string | null;
  /** The parsed `code` of a TypeScript file. */
  readonly program: Program | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Paths of the files that it imports by name. */
  readonly imports: readonly string[];
  /** The place in the file of an offset in `code`. */
  placeAt(offset: number): Place;
  /** The offset in `code` of a place that QuickJS reports. */
  offsetAt(line: number, column: number): number | undefined;
  /** False: the type stripper broke over it. */
  readonly healthy: boolean;
}

export interface SourceModules {
  byPath(path: string): SourceModule | undefined;
  byName(name: string): SourceModule | undefined;
  has(path: string): boolean;
}

/** The modules of a set of files, each prepared when it is first asked for. Paths occur once. */
export function createSourceModules(files: readonly SourceFile[]): SourceModules {
  const sorted = files.toSorted((a, b) => compareText(a.path, b.path));
  const indexes = new Map(sorted.map(({ path }, index) => [path, index]));
  const prepared = new Map<number, SourceModule>();
  const has = (path: string) => indexes.has(path);

  function at(index: number): SourceModule | undefined {
    const file = sorted[index];
    if (file === undefined) return undefined;
    const module = prepared.get(index) ?? prepare(file, `m${index}`, has);
    prepared.set(index, module);
    return module;
  }

  return {
    byPath: (path) => at(indexes.get(path) ?? -1),
    byName: (name) => (/^m\d{1,6}$/.test(name) ? at(Number(name.slice(1))) : undefined),
    has,
  };
}

function prepare(file: SourceFile, name: string, has: (path: string) => boolean): SourceModule {
  const { path } = file;
  const text = file.text.replace(/^\uFEFF/, "");
  const refused = (diagnostics: readonly Diagnostic[], healthy = true): SourceModule => ({
    path,
    name,
    code: null,
    program: null,
    diagnostics,
    imports: [],
    healthy,
    placeAt: () => startOf(path),
    offsetAt: () => undefined,
  });

  const fault = textFault(path, text);
  if (fault !== null) return refused([fault]);
  if (path.endsWith(".json")) {
    const read = readJson(path, text);
    if (!("root" in read)) return refused(read);
    const json = JSON.stringify(JSON.stringify(valueOf(read.root)));
    return { ...refused([]), code: `export default JSON.parse(${json});` };
  }

  const stripped = stripTypes(text);
  if (stripped.kind === "broken") {
    const hint = "Simplify the file: it may be nested too deeply.";
    return refused([diagnose("evaluation-failed", startOf(path), "the file cannot be parsed", hint)], false);
  }
  if (stripped.kind === "syntax-error") {
    return refused([diagnose("syntax-error", { file: path, ...stripped.place }, stripped.message)]);
  }
  const { code, original } = stripped;
  const parsed = parseModule(code);
  if (parsed.kind === "too-deep") {
    return refused([diagnose("too-deep", startOf(path), "the file is nested too deeply")]);
  }
  if (parsed.kind === "syntax-error") {
    return refused([diagnose("syntax-error", { file: path, ...original(parsed.place) }, parsed.message)]);
  }
  const places = createTextPlaces(code);
  const placeAt = (offset: number) => original(places.placeAt(offset));
  const { files: imports, problems } = checkImports(parsed.program, path, has);
  const diagnostics = problems
    .slice(0, limits.problems)
    .map(({ offset, message, hint }) =>
      diagnose("import-not-allowed", { file: path, ...placeAt(offset) }, message, hint),
    );
  return {
    path,
    name,
    code,
    program: parsed.program,
    diagnostics,
    imports,
    healthy: true,
    placeAt,
    offsetAt: (line, column) => places.offsetAt(line, column),
  };
}

/** What is wrong with a text before it is parsed; null when nothing is. */
export function textFault(path: string, text: string): Diagnostic | null {
  if (text.length > limits.fileLength) {
    const message = `the file has ${text.length} characters; ${limits.fileLength} are the most`;
    return diagnose("file-too-large", startOf(path), message, "Split the file.");
  }
  if (text.includes("\0")) {
    return diagnose("invalid-file", startOf(path), "the file has a NUL character, so it is no text");
  }
  return null;
}
