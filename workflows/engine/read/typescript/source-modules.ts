import type { Program } from "acorn";
import type { SourceFile } from "../../definition/evaluation.ts";
import { checkImports } from "./check-imports.ts";
import { checkSyntax, commonJsSyntax, foreignSyntax } from "./check-syntax.ts";
import { isDefinitionFile } from "../definition-files.ts";
import { compareText } from "../../values/compare-text.ts";
import { type FileProblem, atLocation, problem, startOf } from "../problem.ts";
import { unparsedModule, yamlText } from "../unparsed.ts";
import { readJson, valueOf } from "../json/tree.ts";
import { leftoverOf } from "../leftover-text.ts";
import { limits } from "../sandbox/limits.ts";
import { misleadingText } from "../misleading-text.ts";
import { type Effort, TooMuchSyntaxError } from "./counting-parser.ts";
import { createModuleSyntax, type ModuleSyntax } from "./module-syntax.ts";
import { isNestedTooDeeply } from "./nesting.ts";
import type { StripTypes } from "./strip-types.ts";
import { nodesOf, parseModule, type Visits } from "./syntax.ts";
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
  /** How many nodes that has. */
  readonly nodes: number;
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
  /** Steps that preparing it took: the same wherever and whenever it is prepared. */
  readonly work: number;
}

export interface SourceModules {
  byPath(path: string): SourceModule | undefined;
  byName(name: string): SourceModule | undefined;
  has(path: string): boolean;
  /** UTF-16 code units of a file's text, which need not be prepared for that; 0 for one that there is not. */
  lengthOf(path: string): number;
  /** Whether a module is prepared once for the whole set, and not again by each file that imports it. */
  isKept(module: SourceModule): boolean;
  /**
   * Counts what is looked at, for one file that is evaluated. False: it is enough, so that whoever looks says less, as
   * where something stands.
   */
  look(count: number): boolean;
}

export interface CachedModules extends SourceModules {
  /**
   * Between two evaluations: forgets what was prepared and is not kept. A syntax tree takes a hundred times the memory
   * of its text, and the trees of a set of large files would be more than there is.
   */
  trim(): void;
}

/** UTF-16 code units of text whose syntax trees are kept: those of the helpers of an ordinary set. */
const keptLength = 256 * 1024;
/** A module that takes more steps for each of its UTF-16 code units is none of an ordinary set. */
const keptStepsPerUnit = 400;

/** The modules of a set of files, each prepared when it is first asked for. Paths occur once. */
export function createSourceModules(files: readonly SourceFile[], stripTypes: StripTypes): CachedModules {
  const sorted = files.toSorted((a, b) => compareText(a.path, b.path));
  const indexes = new Map(sorted.map(({ path }, index) => [path, index]));
  const prepared = new Map<number, SourceModule>();
  const has = (path: string) => indexes.has(path);
  const kept = shortHelpers(sorted);
  const isKept = ({ path, text, work }: SourceModule) =>
    kept.has(path) && work <= limits.stepsPerModule * 2 + text.length * keptStepsPerUnit;

  function at(index: number): SourceModule | undefined {
    const file = sorted[index];
    if (file === undefined) return undefined;
    const known = prepared.get(index);
    if (known !== undefined) return known;
    const module = prepare(file, `m${index}`, { has, stripTypes });
    prepared.set(index, module);
    return module;
  }

  return {
    byPath: (path) => at(indexes.get(path) ?? -1),
    byName: (name) => (/^m\d{1,6}$/.test(name) ? at(Number(name.slice(1))) : undefined),
    has,
    lengthOf: (path) => sorted[indexes.get(path) ?? -1]?.text.length ?? 0,
    isKept,
    look: () => true,
    trim() {
      for (const [index, module] of prepared) if (!isKept(module)) prepared.delete(index);
    },
  };
}

/** Paths of the helpers that may be kept, the shortest first: by the set alone, so that each thread keeps the same. */
function shortHelpers(sorted: readonly SourceFile[]): ReadonlySet<string> {
  const kept = new Set<string>();
  let length = 0;
  const helpers = sorted.filter(({ path }) => !isDefinitionFile(path));
  for (const { path, text } of helpers.toSorted((a, b) => a.text.length - b.text.length)) {
    length += text.length;
    if (length > keptLength) break;
    kept.add(path);
  }
  return kept;
}

interface Preparing {
  readonly has: (path: string) => boolean;
  readonly stripTypes: StripTypes;
}

/** What preparing one module took, and may still take. */
interface Counted {
  readonly effort: Effort;
  readonly visits: Visits;
}

function prepare(file: SourceFile, name: string, deps: Preparing): SourceModule {
  const { path } = file;
  const text = file.text.replace(/^\uFEFF/, "");
  const counted = { effort: { steps: limits.stepsPerModule + textWork(file) }, visits: { left: limits.visits } };
  const refused: Refuse = (problems, healthy = true) => ({
    path,
    text,
    name,
    code: null,
    runnable: null,
    program: null,
    nodes: 0,
    syntax: null,
    problems,
    imports: [],
    healthy,
    work: workOf(counted),
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
    return prepareModule({ path, text }, { ...deps, ...counted, refused });
  } catch (error) {
    if (!(error instanceof TooMuchSyntaxError)) throw error;
    return refused([problem("too-much-work", startOf(path))]);
  }
}

/** Steps for reading a text. */
export function textWork({ path, text }: Pick<SourceFile, "path" | "text">): number {
  return Math.ceil(text.length * limits.stepsPerUnit * (path.endsWith(".json") ? 0.1 : 1));
}

function workOf({ effort, visits }: Counted): number {
  return effort.steps + (limits.visits - Math.max(0, visits.left)) * limits.stepsPerVisit;
}

/** The module that a file is which has these problems. */
type Refuse = (problems: readonly FileProblem[], healthy?: boolean) => SourceModule;

function prepareModule(
  { path, text }: SourceFile,
  { has, stripTypes, effort, visits, refused }: Preparing & Counted & { readonly refused: Refuse },
): SourceModule {
  if (isNestedTooDeeply(text)) return refused([problem("too-deep/text", startOf(path))]);
  const textLocations = createTextLocations(text);
  const stripped = stripTypes(text);
  // What it takes for any text, and for each of its characters, is counted with the module.
  const taken = "steps" in stripped ? Math.max(0, stripped.steps - limits.stripperStart) : limits.stripperSteps;
  effort.steps += taken * limits.stepsPerStripped;
  // It was read twice, and its locations are translated.
  if (stripped.kind === "stripped" && stripped.translated) effort.steps += limits.stepsPerModule;
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
  const parsed = parseModule(code, effort);
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
  const nodes = nodesOf(parsed.program, visits);
  const { files: imports, problems: refusals } = checkImports(nodes, path, has);
  const problems = [...refusals, ...checkSyntax(nodes)]
    .slice(0, limits.problems)
    .map((found) => atLocation(found, (offset) => ({ file: path, ...locationAt(offset) })));
  const tracked = trackAsync(code, nodes, visits);
  const trackedLocations = tracked.code === code ? locations : createTextLocations(tracked.code);
  const syntax = createModuleSyntax(nodes, code, visits);
  return {
    ...refused(problems),
    code,
    runnable: tracked.code,
    program: parsed.program,
    nodes: nodes.length,
    syntax,
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
