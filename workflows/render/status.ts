import type { ResourceStatus } from "../engine/plan/resource-status.ts";
import { headFor, nounOf, wordsFor } from "../engine/kinds/noun.ts";
import { pad, widthOf, wrap, type TerminalOptions } from "./layout.ts";
import { propertyPath } from "./property-text.ts";
import { hasSeveralTypes } from "./resource-name.ts";
import { style } from "./style.ts";
import { visible } from "./terminal-change.ts";
import { clip, visibleText } from "./visible-text.ts";
import { plural, shortCommit } from "./wording.ts";

/** Widest state that a column is made for. */
const STATE_WIDTH = 14;
const LIVE_WIDTH = 11;
/** Between two columns. */
const GAP = "  ";
const NARROWEST_NAME = 12;
const INDENT = "    ";
/** Longest detail, in code points: a resource may follow many parameters. */
const DETAIL_LIMIT = 1_000;

/** The managed resources as a table: name, authorisation, live state and file, and below each what was applied. */
export function renderStatusTerminal(resources: readonly ResourceStatus[], options: TerminalOptions): string {
  if (resources.length === 0) return "Nothing is managed here.";
  const keyed = resources.map(({ type }) => ({ key: { type } }));
  const { one, many } = wordsFor(keyed);
  const title = headFor(keyed);
  const paint = style(options.color);
  const widest = (head: string, texts: readonly string[], limit: number): number =>
    Math.min(limit, Math.max(widthOf(head), ...texts.map((text) => widthOf(text))));
  const state = widest("State", resources.map(stateText), STATE_WIDTH);
  const file = widest(
    "Defined in",
    resources.map(({ file: each }) => visible(each)),
    options.width,
  );
  const left = options.width - state - LIVE_WIDTH - file - 3 * GAP.length;
  const isMixed = hasSeveralTypes(keyed);
  const nameOf = ({ type, name }: ResourceStatus): string => visible(name) + (isMixed ? ` (${nounOf(type)})` : "");
  const names = resources.map(nameOf);
  const columns: Columns = { state, name: widest(title, names, Math.max(left, NARROWEST_NAME)) };
  const head = line([title, "State", "Live", "Defined in"], columns);
  const usable = resources.filter((resource) => resource.usable && resource.standing === undefined).length;
  return [
    `${plural(resources.length, `managed ${one}`, `managed ${many}`)}, ${usable} usable${standingsText(resources)}.\n`,
    paint.dim(head),
    ...resources.map((resource) => rowOf(resource, nameOf(resource), columns, options)),
  ].join("\n");
}

/** ", 2 stored; AWS tries it with the first event": how many of which the state says less than it seems to. */
function standingsText(resources: readonly ResourceStatus[]): string {
  const standings = Map.groupBy(resources, ({ standing }) => standing);
  return [...standings]
    .map(([standing, { length }]) => (standing === undefined ? "" : `, ${length} ${visible(standing)}`))
    .join("");
}

interface Columns {
  readonly name: number;
  readonly state: number;
}

function rowOf(resource: ResourceStatus, name: string, columns: Columns, { width, color }: TerminalOptions): string {
  const { live, usable, changedAt } = resource;
  const paint = style(color);
  const cells = [name, stateText(resource), liveText(resource), visible(resource.file)];
  const first = line(cells, columns);
  const tone = !usable ? paint.red : live.matches ? (text: string) => text : paint.yellow;
  const details = [
    live.differs.length === 0 ? "" : `differs from what was applied: ${live.differs.map(propertyPath).join(", ")}`,
    changedAt === undefined ? "" : `AWS says that it was changed at ${minute(changedAt)}, after the last apply`,
    resource.inProgress ? "a run has begun something with it that has not ended" : "",
    resource.state === undefined ? "" : halfDone[resource.state],
    resource.unwritten === undefined ? "" : "taken over as it was: its credential was not written by Bridgehead",
    appliedText(resource),
  ];
  return [
    tone(first),
    ...details
      .filter((text) => text !== "")
      .map((text) => paint.dim(wrap(clip(visibleText(text), DETAIL_LIMIT), width, INDENT))),
  ].join("\n");
}

const halfDone = {
  incomplete: "an earlier change of it did not get to its end; the next apply sends everything again",
  "in-doubt": "whether an earlier change of it took effect is not known; the next apply sends everything again",
} as const;

/** A cell that is too long pushes what follows to the right rather than being cut: names are copied from here. */
function line([name = "", state = "", live = "", file = ""]: readonly string[], columns: Columns): string {
  return [pad(name, columns.name), pad(state, columns.state), pad(live, LIVE_WIDTH), file].join(GAP);
}

function stateText({ authorization, standing }: ResourceStatus): string {
  if (standing !== undefined) return clip(visible(standing.split(";")[0] ?? ""), 40);
  return authorization === null ? "none" : clip(visible(authorization), 40);
}

function liveText({ live, state }: ResourceStatus): string {
  if (state !== undefined) return state === "incomplete" ? "half-done" : "in doubt";
  if (!live.exists) return "gone";
  return live.matches ? "as applied" : "differs";
}

/** "applied 2026-11-23 14:41 UTC at 1a2b3c4, run 0f…; /bridgehead/orders/key version 3 (newest is 4)". */
function appliedText({ record, id, name, stack, unwritten }: ResourceStatus): string {
  const at = minute(record.appliedAt);
  const where = record.commit === null ? "from the command line" : `at ${shortCommit(record.commit)}`;
  const parameters = record.parameters.map(({ path, version, newest, missing }) => {
    if (unwritten === true) return `${path}, not sent yet`;
    if (missing === true) return `${path} version ${version} (there is no such parameter any more)`;
    const newer = newest === null || newest === version ? "" : ` (newest is ${newest})`;
    return `${path} version ${version}${newer}`;
  });
  const identity = (stack === null ? "" : `managed by the stack ${stack}; `) + (id === name ? "" : `id ${id}; `);
  return [`${identity}applied ${at} ${where}, run ${record.run}`, ...parameters].join("; ");
}

/** "2026-11-23 14:41 UTC". */
export function minute(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}
