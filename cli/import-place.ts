import path from "node:path";
import { type Format, formats } from "../workflows/engine/import/draft-files.ts";
import { isDefinitionFile } from "../workflows/engine/read/definition-files.ts";
import { CliError } from "./cli-error.ts";

/** Where an import writes. Paths are relative to the current folder, or absolute, as the person named them. */
export interface ImportPlace {
  readonly format: Format;
  /** The definitions folder: what stands in it is not imported again. */
  readonly definitions: string;
  /** The folder of the new files. */
  readonly folder: string;
  /** Base name of the one file for all connections; null: a file for each. */
  readonly file: string | null;
  /** Nothing is written: the text is the result. */
  readonly isPrinted: boolean;
  /** Whether commands on the definitions folder will see the new files. */
  readonly isInside: boolean;
}

export interface WantedPlace {
  readonly format: string | undefined;
  /** A folder, a file that ends in `.ts` or `.json`, or `-`. */
  readonly out: string | undefined;
  readonly definitions: string | undefined;
}

/**
 * Understands `--out`, `--format` and `--definitions`. Without the last one the definitions folder is the configured
 * one, or the folder that is written to where that is another: `plan` is run on it next.
 */
export function importPlace(wanted: WantedPlace, configured: string): ImportPlace {
  const { out } = wanted;
  const file = out !== undefined && /\.(?:ts|json)$/.test(out) ? path.basename(out) : null;
  const format = formatOf(wanted.format, file);
  const isPrinted = out === "-";
  if (out === undefined || isPrinted) {
    const definitions = wanted.definitions ?? configured;
    return { format, definitions, folder: definitions, file, isPrinted, isInside: true };
  }
  const folder = file === null ? path.normalize(out) : path.dirname(out);
  const isElsewhere = !contains(configured, folder) && path.resolve(folder) !== path.resolve();
  const definitions = wanted.definitions ?? (isElsewhere ? folder : configured);
  const isInside = contains(definitions, folder);
  const inFolder = path.relative(definitions, path.join(folder, file ?? `name.${format}`));
  if (isInside && !isDefinitionFile(inFolder.split(path.sep).join("/"))) {
    throw new CliError(
      `no definition is read from "${out}": parts of a path that begin with "_" or "." are passed over`,
      "write to another folder, or to a file of another name",
    );
  }
  return { format, definitions, folder, file, isPrinted, isInside };
}

function formatOf(given: string | undefined, file: string | null): Format {
  const extension = file === null ? undefined : path.extname(file).slice(1);
  const format = formats.find((each) => each === (given ?? extension ?? "ts"));
  if (format === undefined) throw new CliError(`"${given}" is not a format`, `--format takes ${formats.join(" or ")}`);
  if (extension !== undefined && format !== extension) {
    throw new CliError(`--format ${format} does not go with the file "${file}"`, "leave one of the two out");
  }
  return format;
}

function contains(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
