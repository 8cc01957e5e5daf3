import { CONFIG_FILE, type Config, ConfigError, parseConfig } from "./engine/config.ts";
import type { ResourceKinds } from "./engine/kinds/registry.ts";
import { DefinitionFileError, type Source } from "./ports/source.ts";

/**
 * The configuration at a commit, for what plans nothing: a broken one stops plans and applies, and says so there. Here
 * it means the defaults, which do nothing on their own.
 */
export async function configOrDefaults(commit: string, source: Source, kinds: ResourceKinds): Promise<Config> {
  try {
    return parseConfig(await source.file(commit, CONFIG_FILE), kinds);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof DefinitionFileError) return parseConfig(undefined, kinds);
    throw error;
  }
}
