import {
  type ImportedTarget,
  type ImportParameter,
  type SkippedResource,
  wasAskedFor,
} from "../engine/import/imported-target.ts";
import { wordsFor } from "../engine/kinds/noun.ts";
import type { Target } from "../engine/plan/plan.ts";
import { isCopied } from "./copy-script.ts";
import { putParameterCommand } from "../engine/help/put-parameter.ts";
import { folderArgument, pad, type TerminalOptions, widthOf, wrap } from "./layout.ts";
import { style } from "./style.ts";
import { visible } from "./terminal-change.ts";
import { clip, visibleLine } from "./visible-text.ts";
import { plural, sentence } from "./wording.ts";

/** What an import wrote, for a person. */
export interface ImportReport extends Omit<ImportedTarget, "drafts"> {
  readonly target: Target;
  /** The types of what was imported, one for each. */
  readonly types: readonly string[];
  /** What was written; empty where the text was printed instead. */
  readonly files: readonly { readonly path: string; readonly connections: readonly string[] }[];
  /** What was asked for by name; empty: all. */
  readonly asked: readonly string[];
  /** What `validate` will remark on, by name. */
  readonly remarks: readonly { readonly name: string; readonly message: string }[];
  /** A script was printed that copies credentials from where AWS keeps them. */
  readonly isCopying: boolean;
  /** The local AWS is used, which makes values up. */
  readonly isLocal: boolean;
}

/** Widest name that a column is made for. */
const NAME_WIDTH = 40;
const MESSAGE_LIMIT = 600;

/** What was written, what was not and why, and what to do next. */
export function renderImportTerminal(report: ImportReport, options: TerminalOptions): string {
  const { types, files, target } = report;
  const count = types.length;
  const { one, many } = wordsFor(types.map(keyed));
  const paint = style(options.color);
  const place = `${visible(target.region)}, account ${visible(target.account)}`;
  const into = files.length === 0 ? "" : ` into ${plural(files.length, "new file")}`;
  const verdict = `Imported ${count === 0 ? "nothing" : plural(count, one, many)} of ${place}${into}`;
  return [
    paint.bold(verdict),
    files.map(({ path }) => `  ${visible(path)}`).join("\n"),
    skippedList(report, options),
    ...report.remarks.map(({ name, message }) =>
      wrap(`${visible(name)}: ${line(message)}`, options.width, "Note: ", "  "),
    ),
    ...(count === 0 ? [] : nextSteps(report, options)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The command that stores the value of a parameter; of one that exists, as its newest version. */
export function commandFor({ path, version }: ImportParameter, region: string): string {
  return putParameterCommand({ path, region, overwrite: version !== null });
}

/** What is looked after already is counted, and only named where somebody asked for it. */
function skippedList({ skipped, asked }: ImportReport, { width }: TerminalOptions): string {
  const isCounted = (each: SkippedResource): boolean =>
    (each.reason === "managed" || each.reason === "defined") && !wasAskedFor(each, asked);
  const counted = skipped.filter(isCounted).flatMap(({ type }) => (type === null ? [] : [keyed(type)]));
  const { one, many } = wordsFor(counted);
  const named = skipped.filter((each) => !isCounted(each));
  const column = Math.min(Math.max(0, ...named.map(({ name }) => widthOf(visible(name)))), NAME_WIDTH);
  const rows = named.map(({ name, message }) =>
    wrap(line(message), width, `  ${pad(visible(name), column)}  `, " ".repeat(column + 4)),
  );
  return [
    ...(named.length === 0 ? [] : [`Not imported: ${named.length}`, ...rows]),
    ...(counted.length === 0
      ? []
      : [`${plural(counted.length, `${one} is`, `${many} are`)} managed or defined already.`]),
  ].join("\n");
}

function nextSteps(report: ImportReport, options: TerminalOptions): readonly string[] {
  const { parameters, target, isCopying, isLocal } = report;
  const { width, folder } = options;
  const { one, many } = wordsFor(report.types.map(keyed));
  const copied = isCopying ? parameters.filter(isCopied) : [];
  const missing = parameters.filter((each) => each.version === null && !(isCopying && isCopied(each)));
  const existing = parameters.filter(({ version }) => version !== null);
  const flag = isLocal ? " --local" : "";
  const steps: readonly string[] = [
    ...(copied.length === 0
      ? []
      : [
          `Run the script with \`sh\`: it copies ${plural(copied.length, "credential")} from where AWS keeps them to ` +
            "new parameters, and shows none.",
        ]),
    ...(missing.length === 0 || isLocal
      ? []
      : [
          [
            `Create ${plural(missing.length, "parameter")}: AWS does not give these values back. ` +
              `${missing.length === 1 ? "The command" : "Paste one command at a time: each"} asks for a value, and shows ` +
              "it nowhere.",
            ...missing.map((parameter) => `  ${commandFor(parameter, target.region)}`),
          ].join("\n"),
        ]),
    ...(existing.length === 0
      ? []
      : [
          [
            `Check that these hold what the ${many} use: they exist already, and the first rotation or change sends what is in them.`,
            ...existing.map(({ path, version }) => `  ${path} (version ${version})`),
          ].join("\n"),
        ]),
    `npx --no bridgehead plan${folderArgument(folder)}${flag} shows each ${one} as an adoption that writes nothing: what AWS reads back is the same, and what it does not stays as it is.`,
    `Open a pull request with the files. Merging it adopts the ${many} as they are; \`adopt: true\` may stay or go after that, and \`adopt: "write"\` writes what the parameters hold.`,
  ];
  return ["Next", ...steps.map((step, index) => numbered(step, index + 1, width))];
}

function keyed(type: string) {
  return { key: { type } };
}

/** A step with its number; what stands on lines of its own, such as a command to copy, is not broken. */
function numbered(step: string, number: number, width: number): string {
  const [first = "", ...rest] = step.split("\n");
  return [wrap(first, width, `${number}. `, "   "), ...rest.map((text) => ` ${text}`)].join("\n");
}

function line(message: string): string {
  return clip(visibleLine(sentence(message)), MESSAGE_LIMIT);
}
