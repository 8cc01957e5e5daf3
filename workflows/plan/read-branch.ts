import type { Caps } from "../engine/policy/caps.ts";
import { CONFIG_FILE, type Config, ConfigError, parseConfig } from "../engine/config/config.ts";
import type { Kinds } from "../engine/kinds/registry.ts";
import type { DefinitionSet } from "../engine/definition/definition.ts";
import type { Diagnostic } from "../engine/definition/diagnostic.ts";
import type { Evaluation, SourceFile } from "../engine/definition/evaluation.ts";
import { equalJson, isObject, type JsonObject, parseJson } from "../engine/values/json.ts";
import { anything } from "../engine/policy/limits.ts";
import { Literals } from "../engine/values/literals.ts";
import type { Target } from "../engine/plan/plan.ts";
import { evaluateFiles, interpretBy } from "./plan-definitions.ts";
import { type DefinitionReader, UnjudgedFilesError } from "../ports/evaluator.ts";
import { DefinitionFileError, type MetBound, type Source } from "../ports/source.ts";
import { type SourceBounds, writerBounds } from "../ports/source-bounds.ts";

/** What a commit of the repository declares. */
export interface BranchDefinitions {
  readonly config: Config;
  /** undefined: a file cannot be read; the definitions say which. */
  readonly files: readonly SourceFile[] | undefined;
  readonly definitions: DefinitionSet;
}

export interface ConfigDeps {
  readonly kinds: Kinds;
  readonly source: Source;
  /** What reading a commit may take; absent: what somebody with write permission may cause. */
  readonly bounds?: SourceBounds;
}

export interface ReadBranchDeps extends ConfigDeps {
  readonly target: Target;
  readonly definitions: DefinitionReader;
  /** What the stack allows at most. */
  readonly caps: Caps;
}

/**
 * Reads and evaluates the definitions at a commit, by its own configuration. A file that cannot be read, or a
 * configuration that is broken, is a diagnostic and means that there is no plan; so is what the configuration or the
 * stack does not allow. Rejects with `UnjudgedFilesError` where a clock ended the evaluation of a file.
 */
export async function readBranch(
  commit: string,
  deps: ReadBranchDeps,
  signal: AbortSignal,
): Promise<BranchDefinitions> {
  const config = await readConfig(commit, deps);
  if ("problems" in config) return unreadable(parseConfig(undefined, deps.kinds), config.problems, deps);
  return await readBy({ commit, config, caps: deps.caps }, deps, signal);
}

/** What a commit declares, allowed or not: what is allowed says nothing about whose a change is. */
export interface DeclaredBranch extends BranchDefinitions {
  /** What is said of it where it is planned, by its own configuration and a stack. */
  readonly said: (caps: Caps) => readonly Diagnostic[];
}

/**
 * What a commit declares, to compare it with another one. `repaired` stands in for a configuration that is broken: nothing
 * else says where its definitions are.
 */
export async function readDeclared(
  commit: string,
  repaired: Config,
  deps: Omit<ReadBranchDeps, "caps">,
  signal: AbortSignal,
): Promise<DeclaredBranch> {
  const own = await readConfig(commit, deps);
  const [config, broken] = "problems" in own ? [repaired, own.problems] : [own, []];
  const read = await evaluated(commit, config, deps, signal);
  if ("problems" in read) {
    return { ...unreadable(config, read.problems, deps), said: () => [...broken, ...read.problems] };
  }
  const { files, evaluation } = read;
  const reading = { ...deps, region: deps.target.region };
  return {
    config,
    files,
    definitions: interpretBy({ ...config, ...anything }, evaluation, { ...reading, caps: null }),
    said: (caps) => [...broken, ...interpretBy(config, evaluation, { ...reading, caps }).diagnostics],
  };
}

/**
 * Whether two commits declare the same, each by its own configuration: the same files, wherever their folders are, read
 * in the same way. A configuration that is broken in both alike reads nothing differently. false when that cannot be told.
 */
export async function sameDefinitions(a: string, b: string, deps: ConfigDeps): Promise<boolean> {
  const { source, bounds = writerBounds } = deps;
  const [one, other] = await Promise.all([readConfig(a, deps), readConfig(b, deps)]);
  if (!isReadAlike(one, other)) return false;
  try {
    const [files, others] = await Promise.all([
      source.files(a, one.definitions, bounds),
      source.files(b, other.definitions, bounds),
    ]);
    const texts = new Map(others.map(({ path, text }) => [path, text]));
    return (
      files.length === texts.size &&
      files.every(({ path, text, fault }) => fault === undefined && texts.get(path) === text)
    );
  } catch (error) {
    if (error instanceof DefinitionFileError) return false;
    throw error;
  }
}

function isReadAlike(one: Config | BrokenConfig, other: Config | BrokenConfig): boolean {
  if ("problems" in one || "problems" in other) {
    return "problems" in one && "problems" in other && one.text === other.text;
  }
  return equalJson(reading(one), reading(other));
}

/** What a configuration says of how files are read, beside where they stand. */
function reading({ rules, notSecrets }: Config): JsonObject {
  return { rules, notSecrets: notSecrets.toSorted() };
}

/** Whether two commits have the same configuration, however it is written; of one that is broken the very text. */
export async function sameConfig(a: string, b: string, deps: ConfigDeps): Promise<boolean> {
  const [one, other] = await Promise.all([readConfig(a, deps), readConfig(b, deps)]);
  if ("problems" in one || "problems" in other) return isReadAlike(one, other);
  return equalJson({ ...one }, { ...other });
}

interface Reading {
  readonly commit: string;
  readonly config: Config;
  readonly caps: Caps | null;
}

async function readBy(
  { commit, config, caps }: Reading,
  deps: Omit<ReadBranchDeps, "caps">,
  signal: AbortSignal,
): Promise<BranchDefinitions> {
  const read = await evaluated(commit, config, deps, signal);
  if ("problems" in read) return unreadable(config, read.problems, deps);
  const definitions = interpretBy(config, read.evaluation, { ...deps, region: deps.target.region, caps });
  return { config, files: read.files, definitions };
}

type Evaluated =
  | { readonly files: readonly SourceFile[]; readonly evaluation: Evaluation }
  | { readonly problems: readonly Diagnostic[] };

async function evaluated(
  commit: string,
  { definitions: folder }: Config,
  deps: Omit<ReadBranchDeps, "caps">,
  signal: AbortSignal,
): Promise<Evaluated> {
  try {
    const files = await deps.source.files(commit, folder, deps.bounds ?? writerBounds);
    const evaluation = await evaluateFiles(files, deps, signal);
    // What nobody judged is neither valid nor invalid, here or at another commit that it is compared with.
    if (evaluation.unjudged !== undefined) throw new UnjudgedFilesError(evaluation.unjudged.length);
    return { files, evaluation };
  } catch (error) {
    if (!(error instanceof DefinitionFileError)) throw error;
    return { problems: [fileProblem(error, folder)] };
  }
}

interface BrokenConfig {
  readonly problems: readonly Diagnostic[];
  /** null: it cannot be read at all. */
  readonly text: string | null;
  /** The folder that it seems to name, or the usual one. */
  readonly definitions: string;
}

async function readConfig(commit: string, { source, kinds }: ConfigDeps): Promise<Config | BrokenConfig> {
  const usual = parseConfig(undefined, kinds).definitions;
  const file = `../${CONFIG_FILE}`;
  let text: string | undefined;
  try {
    text = await source.file(commit, CONFIG_FILE);
    return parseConfig(text, kinds);
  } catch (error) {
    if (error instanceof ConfigError) {
      const problems = error.problems.map((problem): Diagnostic => ({
        code: "config-invalid",
        severity: "error",
        file,
        ...problem,
      }));
      return { problems, text: text ?? null, definitions: folderIn(text ?? "") ?? usual };
    }
    if (!(error instanceof DefinitionFileError)) throw error;
    const hint = "Its JSON Schema and README.md say what it may hold.";
    return { problems: [problemAt(file, "config-invalid", error.message, hint)], text: null, definitions: usual };
  }
}

/** The folder that a broken configuration names all the same, as far as that can be told of what may be no JSON. */
function folderIn(text: string): string | undefined {
  const value = parseJson(text);
  if (value === undefined) return /"definitions"\s*:\s*"([^"\\]+)"/.exec(text)?.[1];
  const named = isObject(value) ? value["definitions"] : undefined;
  return typeof named === "string" ? named : undefined;
}

function fileProblem({ path, message, reason }: DefinitionFileError, folder: string): Diagnostic {
  const above = "../".repeat(folder.split("/").filter((segment) => !["", "."].includes(segment)).length);
  // The whole repository is read where its configuration says so.
  const elsewhere = `${above}${path === "" ? CONFIG_FILE : path}`;
  const file = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : elsewhere;
  return problemAt(file, "file-unreadable", message, typeof reason === "string" ? hintFor(reason) : boundHint(reason));
}

function hintFor(reason: string): string {
  return reason === "submodule"
    ? "The definitions folder stands in this repository itself: copy the files, or deploy a stack for the other one."
    : "A definition file is UTF-8 text of at most 1 MB.";
}

function boundHint({ bound, most }: MetBound): string {
  const fewer = {
    files:
      "Put several definitions into one file, and move what is neither a definition nor imported by one elsewhere.",
    bytes: "Move what is neither a definition nor imported by one out of the folder.",
    entries: "Move what is no definition out of the folder, or name a folder that holds only definitions.",
    trees: "Move what is no definition out of the folder, or name a folder that holds only definitions.",
    requests: "Put several definitions into one file, or bring them by several pull requests.",
  }[bound];
  if (most >= writerBounds[bound]) return fewer;
  return `${fewer} What somebody with write permission asks for is read with wider bounds.`;
}

function problemAt(file: string, code: string, message: string, hint: string): Diagnostic {
  return { code, severity: "error", message, hint, file, line: 1, column: 1 };
}

function unreadable(
  config: Config,
  diagnostics: readonly Diagnostic[],
  { definitions: { fingerprintKey } }: Pick<ReadBranchDeps, "definitions">,
): BranchDefinitions {
  const definitions = { definitions: [], diagnostics, literals: new Literals(fingerprintKey) };
  return { config, files: undefined, definitions };
}
