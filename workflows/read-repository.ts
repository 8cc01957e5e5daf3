import { CONFIG_FILE, type Config, parseConfig } from "./engine/config.ts";
import type { Repository } from "./ports/repository.ts";

/** The configuration on the default branch: never a pull request's own. */
export async function readConfig(repository: Repository): Promise<Config> {
  const tip = await repository.tip(await repository.defaultBranch());
  return parseConfig(tip === undefined ? undefined : await repository.file(tip, CONFIG_FILE));
}
