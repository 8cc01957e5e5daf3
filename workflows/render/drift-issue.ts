import { definitionToKeep } from "../engine/import/definition-to-keep.ts";
import { headFor, wordsFor } from "../engine/kinds/noun.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import { type DriftCause, driftCauses, type Drifted } from "../engine/plan/drift.ts";
import type { Key } from "../engine/values/key.ts";
import type { Target } from "../engine/plan/plan.ts";
import { type Block, always, fitBlocks, shrinking, SIZE_LIMIT, sizeOf } from "./comment-size.ts";
import { applyWords, causeDetails, causeTitle, causeWords, ignoredLine, isRestored } from "./drift-words.ts";
import { htmlCode, inlineCode, prose } from "./escape-markdown.ts";
import { openAndFolded } from "./folded-table.ts";
import { codeBlock, fold, locationLink, type Place, row, table } from "./markdown.ts";
import { phraseMarkdown } from "./phrase.ts";
import { beforeText, propertyPath, valueText } from "./property-text.ts";
import { rerunBlock } from "./rerun-command.ts";
import { hasSeveralTypes, nameMarkdown } from "./resource-name.ts";
import { minute } from "./status.ts";
import { plural, readGapNote, sentence } from "./wording.ts";

/** When a cause was first found, in milliseconds since the epoch. */
export type Since = Readonly<Partial<Record<DriftCause, number>>>;

interface Told {
  readonly key: Key;
  readonly id: string;
  readonly name: string;
  readonly file: string;
  /** null: it is not known. */
  readonly line: number | null;
  readonly since: Since;
}

/** A resource that is not as it was applied. */
export interface ToldDrift extends Told {
  /** null: it was so when it was last read, and is not read in this round. */
  readonly drift: Drifted | null;
  /** How it is asked for among all that are managed. */
  readonly asked: string;
  /** Why the next apply holds what it would do, in words that follow "it"; null: it does not. */
  readonly danger: string | null;
  /** Whether an apply was queued for it without anybody asking. */
  readonly isRepaired: boolean;
}

/** All that is to be told of drift. */
export interface ToldTarget {
  readonly target: Target;
  /** At least one. */
  readonly drifted: readonly ToldDrift[];
  /** How many resources are managed. */
  readonly managed: number;
  /** How many have moved, and wait to be read. */
  readonly waiting: number;
  /** How many properties differ, and are none that count. */
  readonly ignored: number;
}

export interface IssueContext {
  readonly kinds: ResourceKinds;
  /** Where definitions are, at the tip of the default branch. */
  readonly place: Place;
  readonly branch: string;
  /** Path of the workflow file that people start re-runs by. */
  readonly workflow: string;
}

/** With more than this they are folded. */
const MOST_OPEN = 3;
/** More than there is space for: what is beyond them is in the table alone. */
const MOST_SECTIONS = 200;
/** One definition's share of the issue, in bytes. */
const TEXT_LIMIT = 6_000;
const TABLE_LIMIT = 16_000;

export function driftTitle({ stage, region }: Target): string {
  return `Drift: ${stage} (${region}) is not as it was applied`;
}

/** What an issue says while nothing differs. It stays what it is, whatever is managed. */
export function noDriftBody({ stage }: Target): string {
  return `Every managed resource of ${inlineCode(stage)} is as it was applied, as far as AWS tells.\n\n${kept}`;
}

const kept =
  "<sub>Bridgehead keeps this issue: it edits the text, closes it when nothing differs any more, and opens it again when " +
  "something does. Comments stay; what people change in the text does not.</sub>";

/** What differs, since when, who would win, and both ways out: the dangerous first, within GitHub's limit. */
export function driftBody(told: ToldTarget, context: IssueContext): string {
  const drifted = told.drifted.toSorted((a, b) => rankOf(a) - rankOf(b));
  const { account, region, stage } = told.target;
  const { one, many } = wordsFor(drifted);
  const isMixed = hasSeveralTypes(drifted);
  const all = { branch: context.branch, workflow: context.workflow };
  const blocks: readonly Block[] = [
    always(
      `**${drifted.length} of ${plural(told.managed, one, many)}** in ${inlineCode(stage)} (${region}, account ${account}) ` +
        `${drifted.length === 1 ? "is" : "are"} not as applied.`,
    ),
    shrinking(1, TABLE_LIMIT, (limit) => driftTable(drifted, isMixed, context, limit)),
    always(notes(told)),
    always(
      drifted.filter((each) => isRestored(causesOf(each))).length < 2
        ? ""
        : `Everything at once is restored by this:\n\n${rerunBlock(all, null)}`,
    ),
    ...drifted.slice(0, MOST_SECTIONS).flatMap((each, index): readonly Block[] => {
      if (each.drift === null) return [];
      const text = section(each, each.drift, isMixed, { ...context, isFolded: drifted.length > MOST_OPEN });
      // Who is told first gives way last.
      return [{ text, rank: index + 1 }];
    }),
    always(kept),
  ];
  const beyond = Math.max(0, drifted.length - MOST_SECTIONS);
  return fitBlocks(
    blocks,
    SIZE_LIMIT,
    (omitted) => `_and ${omitted + beyond} more, for which there is no space here._`,
  );
}

/** Of what is as dangerous, what an apply holds comes first. */
function rankOf({ danger, ...told }: ToldDrift): number {
  return 2 * driftCauses.indexOf(causesOf(told)[0] ?? "expiring") + (danger === null ? 1 : 0);
}

function causesOf({ drift, since }: Pick<ToldDrift, "drift" | "since">): readonly DriftCause[] {
  return drift?.causes ?? driftCauses.filter((cause) => since[cause] !== undefined);
}

function notes({ waiting, ignored }: ToldTarget): string {
  const left = plural(waiting, "more resource has moved and is read", "more resources have moved and are read");
  return [waiting === 0 ? "" : `${left} in one of the next rounds.`, ignoredLine(ignored)].filter(Boolean).join(" ");
}

function driftTable(drifted: readonly ToldDrift[], isMixed: boolean, { place }: IssueContext, limit: number): string {
  const rowOf = (told: ToldDrift): string => {
    const causes = causesOf(told);
    const where = locationLink({ file: told.file, line: told.line }, place);
    const what = causes.map((cause) => causeTitle(cause, told.drift)).join("; ");
    return row([nameMarkdown(told, isMixed), what, firstSeen(causes, told.since), whoWins(told), where]);
  };
  const note = (omitted: number): string =>
    row([`and ${plural(omitted, "more", "more")}`, "not shown: there is no space left here", "", "", ""]);
  const head = [headFor(drifted), "What happened", "First seen", "The next apply of it", "Defined in"];
  return openAndFolded({ head, rows: drifted.map(rowOf), called: "more that differs", note }, limit);
}

function firstSeen(causes: readonly DriftCause[], since: Since): string {
  const times = causes.flatMap((cause) => since[cause] ?? []);
  return times.length === 0 ? "" : minute(new Date(Math.min(...times)).toISOString());
}

function whoWins(told: ToldDrift): string {
  const [cause = "expiring"] = causesOf(told);
  return told.danger === null ? applyWords[cause] : "is held";
}

interface SectionContext extends IssueContext {
  readonly isFolded: boolean;
}

function section(told: ToldDrift, drift: Drifted, isMixed: boolean, context: SectionContext): string {
  const kind = context.kinds.of(told.key);
  const lines = drift.causes.map((cause) => {
    const since = told.since[cause];
    const seen = since === undefined ? "" : `, first seen ${minute(new Date(since).toISOString())}`;
    const details = causeDetails(cause, drift, kind);
    return `- **${causeTitle(cause, drift)}**${seen}${details === "" ? "" : `. ${details}`}`;
  });
  const body = [
    lines.join("\n"),
    editedTable(drift),
    next(told, drift),
    restore(told, context),
    keep(told, drift, context),
  ];
  const text = body.filter((part) => part !== "").join("\n\n");
  const [first = "expiring"] = drift.causes;
  return context.isFolded
    ? fold(`${htmlCode(told.name)}: ${causeWords[first]}`, text)
    : `## ${nameMarkdown(told, isMixed)}: ${causeWords[first]}\n\n${text}`;
}

function editedTable({ edited, resource: { change } }: Drifted): string {
  if (edited.length === 0) return "";
  const rows = edited.map((property) => {
    const now = phraseMarkdown(beforeText({ ...property, recorded: null }), 300);
    const applied = phraseMarkdown(valueText(property.after, property.sensitive, change.parameters), 300);
    return row([inlineCode(propertyPath(property.path)), applied, now]);
  });
  return table(["Property", "As it was applied", "AWS now"], rows);
}

function next(told: ToldDrift, { causes, resource }: Drifted): string {
  if (told.danger !== null) {
    return `**Who wins:** nobody by itself. The next apply of it holds what it would do, since it ${prose(told.danger)}; a run says how somebody accepts that.`;
  }
  const does = [...new Set(causes.map((cause) => applyWords[cause]))];
  const wins = does.filter((each) => does.length === 1 || each !== applyWords.unusable).join(", and ");
  const unseen = resource.record.unwritten === true ? " Its credential goes, too, which Bridgehead has not seen." : "";
  const queued = told.isRepaired ? " One was queued, once, since the configuration says `repair`." : "";
  return `**Who wins:** the next apply of it ${wins}.${unseen}${queued}`;
}

function restore({ asked, drift, since }: ToldDrift, { branch, workflow }: IssueContext): string {
  if (!isRestored(causesOf({ drift, since }))) return "";
  return `**To have what was applied**, now:\n\n${rerunBlock({ branch, workflow, connection: asked }, null)}`;
}

/** How what AWS has stays. */
function keep(told: ToldDrift, drift: Drifted, { kinds, place }: IssueContext): string {
  const { causes, edited, rotations } = drift;
  const { record } = drift.resource;
  const where = locationLink({ file: told.file, line: told.line }, place);
  const [first] = causes;
  if (first === "deleted" || first === "made-anew") {
    return `**To leave it as it is in AWS**, remove its definition from ${where} and open a pull request.`;
  }
  const parts: string[] = [];
  const pinned = rotations.filter(({ before }) => before > 0).map(({ path, before }) => ({ path, version: before }));
  if (edited.length > 0 || pinned.length > 0) {
    const { key, id, file, desired, options } = record;
    const text = definitionToKeep({ key, id, file, desired, options, edited, pinned }, kinds);
    const isShown = text !== null && sizeOf(text) <= TEXT_LIMIT;
    const why = text === null ? "no definition can say it" : "it is too long to be shown here";
    parts.push(
      isShown
        ? `**To keep what AWS has**, let the definition at ${where} say this, and open a pull request:\n\n${codeBlock(text, file.endsWith(".json") ? "json" : "ts")}`
        : `**To keep what AWS has**, write it into ${where} and open a pull request (${why}).`,
    );
    if (isShown) parts.push(`<sub>${readGapNote}</sub>`);
  }
  if (causes.includes("credential")) {
    const paths = record.parameters.map(({ path }) => inlineCode(path)).join(", ");
    const where = paths === "" ? "where its definition has it" : `as a new version of ${paths}`;
    parts.push(`**To keep the credential that AWS has**, store it ${where}: the next apply sends that.`);
  }
  return parts.join("\n\n");
}

/** What nobody could make of `ignoreDrift`. Markdown; "": nothing. */
export function strangersLine(strangers: readonly { readonly wanted: string; readonly meant: string | undefined }[]) {
  return strangers
    .map(({ wanted, meant }) => {
      const hint = meant === undefined ? "" : ` Did you mean \`${meant}\`?`;
      return `- ${prose(sentence(`\`ignoreDrift\` names \`${wanted}\`, which is not managed here`) + hint)}`;
    })
    .join("\n");
}
