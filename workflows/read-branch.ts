import { CONFIG_FILE, type Config, ConfigError, parseConfig } from "./engine/config.ts";
import type { Kinds } from "./engine/kinds/registry.ts";
import type { DefinitionSet } from "./engine/definition.ts";
import type { Diagnostic } from "./engine/diagnostic.ts";
import type { SourceFile } from "./engine/evaluation.ts";
import { Literals } from "./engine/literals.ts";
import type { Target } from "./engine/plan.ts";
import { readDefinitions } from "./plan-target.ts";
import type { DefinitionReader } from "./ports/evaluator.ts";
import { DefinitionFileError, type Source } from "./ports/source.ts";

/** What a commit of the repository declares. */
export interface BranchDefinitions {
  readonly config: Config;
  /** undefined: a file cannot be read; the definitions say which. */
  readonly files: readonly SourceFile[] | undefined;
  readonly definitions: DefinitionSet;
}

interface ConfigDeps {
  readonly kinds: Kinds;
  readonly source: Source;
}

interface ReadBranchDeps extends ConfigDeps {
  readonly target: Target;
  readonly definitions: DefinitionReader;
}

/**
 * Reads and evaluates the definitions at a commit, by the configuration at another one: that of the default branch,
 * never a pull request's own. A file that cannot be read, or a configuration that is broken, is a diagnostic and means
 * that there is no plan.
 */
export async function readBranch(
  at: { readonly commit: string; readonly config: string },
  deps: ReadBranchDeps,
  signal: AbortSignal,
): Promise<BranchDefinitions> {
  const { source, target } = deps;
  const config = await readConfig(at.config, deps);
  if ("problems" in config) return unreadable(parseConfig(undefined, deps.kinds), config.problems, deps);
  const folder = config.definitions;
  try {
    const files = await source.files(at.commit, folder);
    const definitions = await readDefinitions({ files, config }, { ...deps, region: target.region }, signal);
    return { config, files, definitions };
  } catch (error) {
    if (!(error instanceof DefinitionFileError)) throw error;
    return unreadable(config, [fileProblem(error, folder)], deps);
  }
}

/** Whether two commits hold the same definition files, by the configuration at the second; false when they cannot be read. */
export async function sameDefinitions(a: string, b: string, deps: ConfigDeps): Promise<boolean> {
  const { source } = deps;
  const config = await readConfig(b, deps);
  if ("problems" in config) return false;
  try {
    const files = await source.files(a, config.definitions);
    const texts = new Map((await source.files(b, config.definitions)).map(({ path, text }) => [path, text]));
    return (
      files.length === texts.size &&
      files.every(({ path, text, fault }) => fault === undefined && texts.get(path) === text)
    );
  } catch (error) {
    if (error instanceof DefinitionFileError) return false;
    throw error;
  }
}

/** What is wrong with the configuration at a commit. */
export async function configProblems(commit: string, deps: ConfigDeps): Promise<readonly Diagnostic[]> {
  const config = await readConfig(commit, deps);
  return "problems" in config ? config.problems : [];
}

async function readConfig(
  commit: string,
  { source, kinds }: ConfigDeps,
): Promise<Config | { readonly problems: readonly Diagnostic[] }> {
  try {
    return parseConfig(await source.file(commit, CONFIG_FILE), kinds);
  } catch (error) {
    const file = `../${CONFIG_FILE}`;
    if (error instanceof ConfigError) {
      return {
        problems: error.problems.map((problem) => ({ code: "config-invalid", severity: "error", file, ...problem })),
      };
    }
    if (!(error instanceof DefinitionFileError)) throw error;
    const hint = "Correct it on the default branch; its JSON Schema and README.md say what it may hold.";
    return { problems: [problemAt(file, "config-invalid", error.message, hint)] };
  }
}

function fileProblem({ path, message }: DefinitionFileError, folder: string): Diagnostic {
  const file = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  return problemAt(file, "file-unreadable", message, "A definition file is UTF-8 text of at most 1 MB.");
}

function problemAt(file: string, code: string, message: string, hint: string): Diagnostic {
  return { code, severity: "error", message, hint, file, line: 1, column: 1 };
}

function unreadable(
  config: Config,
  diagnostics: readonly Diagnostic[],
  { definitions: { fingerprintKey } }: ReadBranchDeps,
): BranchDefinitions {
  const definitions = { definitions: [], diagnostics, literals: new Literals(fingerprintKey) };
  return { config, files: undefined, definitions };
}
