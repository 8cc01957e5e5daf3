import { lstat } from "node:fs/promises";
import path from "node:path";
import { withCliServices } from "../../infra/compose/terminal.ts";
import { FileExistsError, writeNewFiles } from "../../infra/fs/write-new-files.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { hasErrors } from "../../workflows/engine/definition/diagnostic.ts";
import type { Draft } from "../../workflows/engine/import/draft.ts";
import { type DraftFile, draftFile, draftFiles } from "../../workflows/engine/import/draft-files.ts";
import { type ImportedTarget, settledReasons, wasAskedFor } from "../../workflows/engine/import/imported-target.ts";
import type { Kinds } from "../../workflows/engine/kinds/registry.ts";
import type { Target } from "../../workflows/engine/plan/plan.ts";
import { importResources } from "../../workflows/import-resources.ts";
import { readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { copyScript } from "../../workflows/render/copy-script.ts";
import { commandFor, renderImportTerminal } from "../../workflows/render/import.ts";
import { renderDiagnosticsTerminal } from "../../workflows/render/terminal.ts";
import { withStacks } from "../find-stacks.ts";
import { CliError } from "../cli-error.ts";
import { type ImportOutput, importOutput } from "../import-output.ts";
import { jsonText, type Output } from "../output.ts";
import { readConfig, readSource } from "../source.ts";
import { awsOptions, type Command, type ExitStatus } from "./command.ts";

/** So many resources take some seconds to read. */
const NOTEWORTHY = 20;

export const importCommand: Command = {
  usage:
    "npx --no bridgehead import [NAME…] [--format ts|json] [--out FILE|DIR|-] [--definitions DIR] [--copy-credentials] " +
    "[--json] [--local]",
  takesFolder: false,
  takesNames: true,
  options: {
    ...awsOptions,
    format: { type: "string", value: "ts|json", doc: "TypeScript, the default, or JSON" },
    out: { type: "string", value: "PATH", doc: "one file for all, a folder with a file for each, or - to print them" },
    "copy-credentials": {
      type: "boolean",
      doc: "print a script for sh that copies the credentials from where AWS keeps them to the parameters",
    },
    definitions: { type: "string", value: "DIR", doc: "the definitions folder; what it defines is not imported again" },
  },
  async run(args, output, signal, kinds) {
    const config = await readConfig(kinds);
    const [format, out, definitions] = [args.text("format"), args.text("out"), args.text("definitions")];
    const destination = importOutput({ format, out, definitions }, config.definitions);
    if (output.json && destination.isPrinted) {
      throw new CliError("--json and --out - are two answers to one question", "pass one of them");
    }
    const local = args.flag("local");
    const isCopying = args.flag("copy-credentials");
    if (isCopying) refuseCopying(destination, local);
    return await withCliServices(
      { kinds, root: path.resolve(destination.definitions), local, signal },
      async (services) => {
        const defined = await definedIn(destination.definitions, output, kinds, async (source) =>
          readDefinitions(source, { ...services, region: services.target.region }, signal),
        );
        const onSelected = (count: number): void => {
          if (count > NOTEWORTHY) output.note(`Reading ${count} resources …`);
        };
        const joined = await withStacks(services, output, signal);
        const request = { names: args.names, defined, config, onSelected };
        const imported = await importResources(request, joined, { signal });
        const files = filesOf(imported.drafts, destination, services.kinds);
        if (!destination.isPrinted) await write(files);
        const { target } = services;
        const context = { destination, target, kinds: services.kinds, asked: args.names, isCopying, isLocal: local };
        report(imported, files, context, output);
        return exitStatusOf(imported, args.names);
      },
    );
  },
};

/** The script goes to standard output, and runs `aws`. */
function refuseCopying({ isPrinted }: ImportOutput, local: boolean): void {
  if (isPrinted) {
    throw new CliError(
      "--copy-credentials and --out - both write to standard output",
      "leave one of the two out: without --out the definitions are written to files",
    );
  }
  if (!local) return;
  throw new CliError(
    "`aws` cannot reach the AWS of --local, which is there only while a command runs",
    "start `npx --no bridgehead dev`, and set AWS_ENDPOINT_URL to its address in place of --local",
  );
}

type ReadDefinitions = (
  source: Awaited<ReturnType<typeof readSource>>,
) => Promise<Awaited<ReturnType<typeof readDefinitions>>>;

/** What is defined already: with an error among it, nobody can say. A folder that is yet to be made defines nothing. */
async function definedIn(
  folder: string,
  output: Output,
  kinds: Kinds,
  read: ReadDefinitions,
): Promise<readonly Definition[]> {
  if (!(await exists(folder))) return [];
  const source = await readSource(folder, kinds);
  const { definitions, diagnostics } = await read(source);
  if (!hasErrors(diagnostics)) return definitions;
  output.note(renderDiagnosticsTerminal(diagnostics, source.texts, output));
  throw new CliError(
    `the definitions in "${folder}" have errors, so that nobody can tell what is defined already`,
    `correct them: \`npx --no bridgehead validate ${folder}\` checks`,
  );
}

async function exists(folder: string): Promise<boolean> {
  return await lstat(folder).then(
    () => true,
    () => false,
  );
}

/** The files to write, by their paths from the current folder. */
function filesOf(drafts: readonly Draft[], { format, folder, file }: ImportOutput, kinds: Kinds): readonly DraftFile[] {
  if (drafts.length === 0) return [];
  const files = file === null ? draftFiles(drafts, format, kinds) : [draftFile(file, drafts, format, kinds)];
  return files.map((each) => ({ ...each, path: path.join(folder, each.path) }));
}

async function write(files: readonly DraftFile[]): Promise<void> {
  try {
    await writeNewFiles(files);
  } catch (error) {
    if (!(error instanceof FileExistsError)) throw error;
    throw new CliError(error.message, "move it away, or write to another place with --out", error);
  }
}

interface ReportContext {
  readonly destination: ImportOutput;
  readonly target: Target;
  readonly kinds: Kinds;
  readonly asked: readonly string[];
  readonly isCopying: boolean;
  readonly isLocal: boolean;
}

function report(
  { drafts, parameters, skipped }: ImportedTarget,
  files: readonly DraftFile[],
  { destination, target, kinds, asked, isCopying, isLocal }: ReportContext,
  output: Output,
): void {
  const written = destination.isPrinted
    ? []
    : files.map(({ path: file, connections }) => ({ path: file, connections }));
  const script = isCopying ? copyScript(parameters, target) : null;
  if (output.json) {
    const commands = parameters.map((parameter) => {
      const { path: name, type, connection, property, version } = parameter;
      const command = commandFor(parameter, target.region);
      return { path: name, type, connection, property, exists: version !== null, version, command };
    });
    output.result(jsonText({ files: written, parameters: commands, skipped, ...(script !== null && { script }) }));
    return;
  }
  if (destination.isPrinted && drafts.length > 0) {
    output.result(draftFile("", drafts, destination.format, kinds).text.trimEnd());
  }
  const remarks = drafts.flatMap(({ name, remarks: messages }) => messages.map((message) => ({ name, message })));
  const text = renderImportTerminal(
    {
      target,
      types: drafts.map(({ type }) => type),
      asked,
      files: written,
      parameters,
      skipped,
      remarks,
      isCopying,
      isLocal,
    },
    { ...output, folder: destination.definitions },
  );
  if (script !== null) output.result(script);
  (destination.isPrinted || isCopying ? output.note : output.result)(text);
  if (!destination.isInside) {
    output.note(`note: the files are outside of "${destination.definitions}": commands on that folder do not see them`);
  }
}

/** What was asked for by name and not imported is wrong, unless it is looked after already. */
function exitStatusOf({ skipped }: ImportedTarget, names: readonly string[]): ExitStatus {
  const isFine = (each: ImportedTarget["skipped"][number]): boolean =>
    settledReasons.has(each.reason) && !(each.reason === "deleting" && wasAskedFor(each, names));
  return skipped.every(isFine) ? 0 : 1;
}
