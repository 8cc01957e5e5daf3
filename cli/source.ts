import { readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { FolderError, readFolder } from "../infra/fs/read-folder.ts";
import { CONFIG_FILE, type Config, parseConfig } from "../workflows/engine/config/config.ts";
import type { Kinds } from "../workflows/engine/kinds/registry.ts";
import type { SourceFile } from "../workflows/engine/definition/evaluation.ts";
import { CliError } from "./cli-error.ts";

/** The definitions folder on this machine. */
export interface LocalSource {
  readonly files: readonly SourceFile[];
  readonly config: Config;
  /** As the person named it. */
  readonly folder: string;
  /** Absolute: names the folder in the ledger. */
  readonly root: string;
  /** The files' texts by path, for source frames. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads the definitions folder: the one given, else the one that the configuration in the current folder names. */
export async function readSource(given: string | undefined, kinds: Kinds): Promise<LocalSource> {
  const config = await readConfig(kinds);
  const folder = given ?? config.definitions;
  const root = path.resolve(folder);
  const files = await readFolder(folder).catch((cause: unknown) => {
    if (!(cause instanceof FolderError)) throw cause;
    throw new CliError(cause.message, "name the definitions folder: npx --no bridgehead <command> DIR", cause);
  });
  // What was not read has no frame to show.
  const texts = new Map(files.filter(({ text }) => text !== "").map(({ path: file, text }) => [file, text]));
  return { files, config, folder, root, texts };
}

/** The configuration in the current folder, or the defaults. */
export async function readConfig(kinds: Kinds): Promise<Config> {
  return parseConfig(await configText(), kinds);
}

async function configText(): Promise<string | undefined> {
  try {
    return await readFile(path.join(process.cwd(), CONFIG_FILE), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new CliError(`${CONFIG_FILE} cannot be read`, "make it a readable file, or remove it", error);
  }
}
