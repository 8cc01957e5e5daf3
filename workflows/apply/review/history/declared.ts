import type { Declared } from "../../../engine/plan/review/changed-keys.ts";
import { configAt } from "../../../plan/config-at.ts";
import { type Config, CONFIG_FILE } from "../../../engine/config/config.ts";
import { Literals } from "../../../engine/values/literals.ts";
import type { Kinds } from "../../../engine/kinds/registry.ts";
import type { Target } from "../../../engine/plan/plan.ts";
import type { DefinitionReader } from "../../../ports/evaluator.ts";
import type { Source } from "../../../ports/source.ts";
import { readDeclared } from "../../../plan/read-branch.ts";
import { remember } from "./remember.ts";

/** What commits declare, each by its own configuration. */
export interface DeclaredReader {
  /** Equal for two commits: they declare the same. Read from git's own ids. null: before the first commit. */
  idOf(commit: string | null): Promise<string>;
  /** Reads together what several commits declare, where the repaired configuration has it. */
  ahead(commits: readonly string[]): Promise<void>;
  /** Evaluated once for each id. */
  read(commit: string | null): Promise<Declared>;
}

export interface DeclaredDeps {
  readonly kinds: Kinds;
  readonly source: Source;
  readonly target: Target;
  readonly definitions: DefinitionReader;
  /** Stands in for a configuration that is broken. */
  readonly repaired: Config;
  /** Called before each evaluation, which may take a good part of a lease. */
  readonly keep: () => Promise<unknown>;
}

export function createDeclared(deps: DeclaredDeps, signal: AbortSignal): DeclaredReader {
  const { source } = deps;
  /** undefined: the configuration is broken. */
  const folders = new Map<string, Promise<string | undefined>>();
  const ids = new Map<string, Promise<string>>();
  const read = new Map<string, Promise<Declared>>([[NOTHING, Promise.resolve(nothing(deps))]]);

  const idOf = async (commit: string | null): Promise<string> =>
    commit === null ? NOTHING : await remember(ids, commit, () => findId(commit));

  async function findId(commit: string): Promise<string> {
    const config = await source.id(commit, CONFIG_FILE);
    const folder = await remember(folders, config ?? "", async () => (await configAt(commit, deps))?.definitions);
    // Of a configuration that cannot be read nobody knows what it leaves out.
    const declared = folder === undefined ? (await source.commit(commit))?.tree : await source.id(commit, folder);
    return `${config ?? ""} ${declared ?? ""}`;
  }

  return {
    idOf,
    ahead: async (commits) => await source.ahead?.(commits, deps.repaired.definitions),
    read: async (commit) =>
      await remember(read, await idOf(commit), async () => {
        await deps.keep();
        return commit === null ? nothing(deps) : await readDeclared(commit, deps.repaired, deps, signal);
      }),
  };
}

/** The id of a commit without a configuration and without definitions. */
const NOTHING = " ";

function nothing({ definitions: { fingerprintKey } }: DeclaredDeps): Declared {
  return { files: [], definitions: { definitions: [], diagnostics: [], literals: new Literals(fingerprintKey) } };
}
