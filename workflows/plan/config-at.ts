import { CONFIG_FILE, type Config, ConfigError, parseConfig } from "../engine/config/config.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import { DefinitionFileError, type Source } from "../ports/source.ts";

interface ConfigDeps {
  readonly kinds: ResourceKinds;
  readonly source: Pick<Source, "file">;
}

/** The configuration at a commit; undefined: it is broken. */
export async function configAt(commit: string, { source, kinds }: ConfigDeps): Promise<Config | undefined> {
  try {
    return parseConfig(await source.file(commit, CONFIG_FILE), kinds);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof DefinitionFileError) return undefined;
    throw error;
  }
}

/**
 * The same for what plans nothing: a broken one stops plans and applies, and says so there. Here it means the defaults,
 * which do nothing on their own.
 */
export async function configOrDefaults(commit: string, deps: ConfigDeps): Promise<Config> {
  return (await configAt(commit, deps)) ?? parseConfig(undefined, deps.kinds);
}
