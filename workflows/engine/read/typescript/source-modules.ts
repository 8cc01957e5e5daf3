import type { Program } from "acorn";
import type { SourceFile } from "../../definition/evaluation.ts";
import { checkImports } from "./check-imports.ts";
import { checkSyntax, commonJsSyntax, foreignSyntax } from "./check-syntax.ts";
import { compareText } from "../../values/compare-text.ts";
import { type FileProblem, atLocation, problem, startOf } from "../problem.ts";
import { unparsedModule, yamlText } from "../unparsed.ts";
import { readJson, valueOf } from "../json/tree.ts";
import { leftoverOf } from "../leftover-text.ts";
import { limits } from "../sandbox/limits.ts";
import { misleadingText } from "../misleading-text.ts";
import { TooMuchSyntaxError } from "./counting-parser.ts";
import { createModuleSyntax, type ModuleSyntax } from "./module-syntax.ts";
import { isNestedTooDeeply } from "./nesting.ts";
import type { StripTypes } from "./strip-types.ts";
import { nodesOf, parseModule } from "./syntax.ts";
import { createTextLocations, type TextLocation } from "../../values/text-locations.ts";
import { trackAsync } from "./track-async.ts";

/** One file as the sandbox sees it. */
export interface SourceModule {
  readonly path: string;
  /** As it stands in the file, without the mark that it may begin with. */
  readonly text: string;
  /** The sandbox's name of it. */
  readonly name: string;
  /** JavaScript; null when the file cannot be run. */
  readonly code: string | null;
  /** The same as the sandbox runs it: its async functions are tracked. */
  readonly runnable: string | null;
  /** The parsed `code` of a TypeScript file. */
  readonly program: Program | null;
  /** null where `program` is. */
  readonly syntax: ModuleSyntax | null;
  readonly problems: readonly FileProblem[];
  /** Paths of the files that it imports by name. */
  readonly imports: readonly string[];
  /** The location in the file of an offset in `code`. */
  locationAt(offset: number): TextLocation;
  /** The offset in `code` of a location that QuickJS reports. */
  offsetAt(line: number, column: number): number | undefined;
  /** False: the type stripper broke over it. */
  readonly healthy: boolean;
}

export interface SourceModules {
  byPath(path: string): SourceModule | undefined;
  byName(name: string): SourceModule | undefined;
  has(path: string): boolean;
  /**
   * Counts what is looked at, for one file that is evaluated. False: it is enough, so that whoever looks says less, as
   * where something stands.
   */
  look(count: number): boolean;
}

export interface CachedModules extends SourceModules {
  /**
   * Between two evaluations: forgets what was prepared, when it is much. A syntax tree takes a hundred times the memory
   * of its text, and the trees of a set of large files would be more than there is.
   */
  trim(): void;
}

/** UTF-16 code units of text whose syntax trees are kept: those of the helpers of an ordinary set. */
export const keptLength = 256 * 1024;

/** The modules of a set of files, each prepared when it is first asked for. Paths occur once. */
export function createSourceModules(files: readonly SourceFile[], stripTypes: StripTypes): CachedModules {
  const sorted = files.toSorted((a, b) => compareText(a.path, b.path));
  const indexes = new Map(sorted.map(({ path }, index) => [path, index]));
  const prepared = new Map<number, SourceModule>();
  const has = (path: string) => indexes.has(path);
  let length = 0;

  function at(index: number): SourceModule | undefined {
    const file = sorted[index];
    if (file === undefined) return undefined;
    const known = prepared.get(index);
    if (known !== undefined) return known;
    const module = prepare(file, `m${index}`, { has, stripTypes });
    prepared.set(index, module);
    length += file.text.length;
    return module;
  }

  return {
    byPath: (path) => at(indexes.get(path) ?? -1),
    byName: (name) => (/^m\d{1,6}$/.test(name) ? at(Number(name.slice(1))) : undefined),
    has,
    look: () => true,
    trim() {
      if (length <= keptLength) return;
      prepared.clear();
      length = 0;
    },
  };
}

interface Preparing {
  readonly has: (path: string) => boolean;
  readonly stripTypes: StripTypes;
}

function prepare(file: SourceFile, name: string, deps: Preparing): SourceModule {
  const { path } = file;
  const text = file.text.replace(/^\uFEFF/, "");
  const refused: Refuse = (problems, healthy = true) => ({
    path,
    text,
    name,
    code: null,
    runnable: null,
    program: null,
    syntax: null,
    problems,
    imports: [],
    healthy,
    locationAt: () => startOf(path),
    offsetAt: () => undefined,
  });

  const faults = textFaults(path, text);
  if (faults.length > 0) return refused(faults);
  if (path.endsWith(".json")) {
    const read = readJson(path, text);
    if (!("root" in read)) return refused(read);
    const json = JSON.stringify(JSON.stringify(valueOf(read.root)));
    const code = `export default JSON.parse(${json});`;
    return { ...refused([]), code, runnable: code };
  }
  try {
    return prepareModule({ path, text }, refused, deps);
  } catch (error) {
    if (!(error instanceof TooMuchSyntaxError)) throw error;
    return refused([problem("too-much-work", startOf(path))]);
  }
}

/** The module that a file is which has these problems. */
type Refuse = (problems: readonly FileProblem[], healthy?: boolean) => SourceModule;

function prepareModule({ path, text }: SourceFile, refused: Refuse, { has, stripTypes }: Preparing): SourceModule {
  if (isNestedTooDeeply(text)) return refused([problem("too-deep/text", startOf(path))]);
  const textLocations = createTextLocations(text);
  const stripped = stripTypes(text);
  if (stripped.kind === "broken") return refused([problem("evaluation-failed/text", startOf(path))], false);
  if (stripped.kind === "too-deep") return refused([problem("too-deep/text", startOf(path))], false);
  if (stripped.kind === "too-much-work") return refused([problem("too-much-work", startOf(path))], false);
  if (stripped.kind === "syntax-error") {
    const { message: said, location } = stripped;
    const syntax = foreignSyntax(text, textLocations.offsetAt(location.line, location.column));
    return refused([unparsedModule({ path, text }, location, { said, syntax })]);
  }
  const commonJs = stripped.translated ? commonJsSyntax(text) : undefined;
  if (commonJs !== undefined) {
    return refused([atLocation(commonJs, (offset) => ({ file: path, ...textLocations.locationAt(offset) }))]);
  }
  const { code, original } = stripped;
  const parsed = parseModule(code);
  if (parsed.kind === "too-deep") return refused([problem("too-deep/text", startOf(path))]);
  if (parsed.kind === "syntax-error") {
    const { message: said, location } = parsed;
    const syntax = foreignSyntax(code, parsed.offset);
    return refused([unparsedModule({ path, text }, original(location), { said, syntax })]);
  }
  const yaml = yamlText({ path, text }, parsed.program);
  if (yaml !== undefined) return refused([yaml]);
  const locations = createTextLocations(code);
  const locationAt = (offset: number) => original(locations.locationAt(offset));
  const visits = { left: limits.visits };
  const nodes = nodesOf(parsed.program, visits);
  const { files: imports, problems: refusals } = checkImports(nodes, path, has);
  const problems = [...refusals, ...checkSyntax(nodes)]
    .slice(0, limits.problems)
    .map((found) => atLocation(found, (offset) => ({ file: path, ...locationAt(offset) })));
  const tracked = trackAsync(code, nodes, visits);
  const trackedLocations = tracked.code === code ? locations : createTextLocations(tracked.code);
  return {
    ...refused(problems),
    code,
    runnable: tracked.code,
    program: parsed.program,
    syntax: createModuleSyntax(nodes, code, visits),
    imports,
    locationAt,
    offsetAt(line, column) {
      const offset = trackedLocations.offsetAt(line, column);
      return offset === undefined ? undefined : tracked.original(offset);
    },
  };
}

/** What is wrong with a text, without the mark that it may begin with, before it is parsed. */
export function textFaults(path: string, text: string): readonly FileProblem[] {
  const at = startOf(path);
  if (text.length > limits.fileLength) return [problem("file-too-large", at, { length: text.length })];
  if (text.includes("\0")) return [problem("invalid-file/nul", at)];
  const leftover = leftoverOf(text);
  return leftover === undefined ? misleadingText(path, text) : [problem("foreign-document/leftover", at, { leftover })];
}
