import { drifted } from "../engine/plan/guards/drift-guards.ts";
import { isSameKey, keyText } from "../engine/values/key.ts";
import { nounOf, wordsFor } from "../engine/kinds/noun.ts";
import { type Change, type Finding, pendingChanges, type Plan } from "../engine/plan/plan.ts";
import type { RunResult } from "../engine/plan/write/result.ts";
import { isHeldForGood } from "../engine/plan/review/review.ts";
import { destructiveChanges, driftRemarks, ownRemarks, replacedName } from "./change-text.ts";
import { listedFindings } from "./credential-notes.ts";
import { inlineCode, prose } from "./escape-markdown.ts";
import { fitLines, sizeOf } from "./comment-size.ts";
import { isMovedSecret, literalsIn } from "./danger.ts";
import { diagnosticItem } from "./diagnostics-list.ts";
import { alert, fold, type Place } from "./markdown.ts";
import { phraseMarkdown } from "./phrase.ts";
import { hasSeveralTypes, nameMarkdown, namesList } from "./resource-name.ts";
import { plural, sentence } from "./wording.ts";

/** Each note's share of the comment, in bytes. */
const NOTE_LIMIT = 6_000;
/** How many findings of one code stand in the open. */
export const MOST_ALIKE = 10;

export function isBlocking({ level }: Finding): boolean {
  return level === "block";
}

export function blockingFindings(plan: Plan): readonly Finding[] {
  return plan.findings.filter(isBlocking);
}

/** Whether an acceptance would let go anything that a run held. */
export function canBeAccepted({ results }: RunResult, plan: Plan): boolean {
  const held = new Set(results.filter(({ status }) => status === "held").map(({ key }) => keyText(key)));
  return pendingChanges(plan).some((change) => held.has(keyText(change.key)) && !isHeldForGood(change, plan));
}

/** What blocks the plan; empty when nothing does. */
export function blockNote(plan: Plan): string {
  const findings = blockingFindings(plan);
  if (findings.length === 0) return "";
  return alert("CAUTION", [
    `**${plural(findings.length, "finding blocks", "findings block")} this plan**`,
    "",
    ...fitLines(findings.map(findingLine), NOTE_LIMIT),
  ]);
}

/** The credentials that stand in files as text, above everything else that can wait; empty when none does. */
export function literalsNote({ diagnostics }: Plan, place: Place, limit = NOTE_LIMIT): string {
  const literals = literalsIn(diagnostics);
  if (literals.length === 0) return "";
  const lines = literals.map((literal) => `- ${diagnosticItem(literal, place)}`.replaceAll("\\\n   ", "\\\n  "));
  const [it, stands] = literals.length === 1 ? ["it", "A credential stands"] : ["them", "Credentials stand"];
  return alert("CAUTION", [
    `**${stands} in the repository as text**`,
    "",
    `Whoever can read the repository can read ${it}, now and in its history. Have ${it} replaced, put ${literals.length === 1 ? "the new one" : "the new ones"} into Parameter Store, and refer to ${it} with \`ssm(…)\`:`,
    "",
    ...fitLines(lines.slice(0, MOST_ALIKE), Math.min(limit, NOTE_LIMIT)).flatMap((line) => line.split("\n")),
    ...(lines.length > MOST_ALIKE ? [`- and ${lines.length - MOST_ALIKE} more, in the warnings below`] : []),
  ]);
}

/** Secrets of what is new, which go there for the first time as everybody expects: one line; "": there are none. */
export function arrivalsLine(plan: Plan): string {
  const arrivals = plan.findings.filter((finding) => isArrival(finding) && !isMovedSecret(finding, plan));
  const keys = new Set(arrivals.flatMap(({ about }) => (about === null ? [] : [keyText(about.key)])));
  const resources = pendingChanges(plan).filter(({ key }) => keys.has(keyText(key)));
  if (resources.length === 0) return "";
  const { one, many } = wordsFor(resources);
  const credentials = plural(arrivals.length, "credential goes", "credentials go");
  return `New destinations: ${credentials} to the ${resources.length === 1 ? one : `${resources.length} ${many}`} above for the first time.`;
}

function isArrival({ isMoved }: Finding): boolean {
  return isMoved !== undefined;
}

/** The findings that ask for attention only, and the edits by hand that would be lost; empty when there are none. */
export function findingsNote(plan: Plan, limit = Infinity): string {
  const byCode = Map.groupBy(
    listedFindings(plan).filter(
      (finding) =>
        finding.level === "warn" &&
        finding.users === undefined &&
        (!isArrival(finding) || isMovedSecret(finding, plan)),
    ),
    ({ code }) => code,
  );
  const findings = [...byCode.values()].flatMap((alike) => alike.slice(0, MOST_ALIKE).map(findingLine));
  const folded = [...byCode.values()].flatMap((alike) => alike.slice(MOST_ALIKE).map(findingLine));
  const drift = driftRemarks(plan).map(
    ({ name, remark }) => `- ${inlineCode(name)}: ${phraseMarkdown(remark)}. (\`${drifted.code}\`)`,
  );
  const lines = fitLines([...findings, ...drift], Math.min(limit, NOTE_LIMIT));
  if (lines.length === 0) return "";
  const shown = ["**Worth a look**", "", ...lines].join("\n");
  if (folded.length === 0) return shown;
  const left = Math.max(0, Math.min(NOTE_LIMIT, limit - sizeOf(shown)));
  const rest = fitLines(folded, left).join("\n");
  return `${shown}\n\n${fold(`${folded.length} more like these`, rest)}`;
}

function findingLine(finding: Finding): string {
  const name = finding.about?.name ?? null;
  const subject = name === null || finding.message.includes(name) ? "" : `${inlineCode(name)}: `;
  return `- ${subject}${prose(sentence(finding.message))} (${inlineCode(finding.code)})`;
}

/** What goes away, by name; empty when nothing does. */
export function destructionNote(plan: Plan): string {
  const changes = destructiveChanges(plan);
  if (changes.length === 0) return "";
  const { one, many } = wordsFor(changes);
  const isMixed = hasSeveralTypes(changes);
  // Who breaks with it is named before anything that only goes.
  const told = changes.map((change) => ({ change, users: usersText(change, plan) }));
  const ordered = [...told.filter(({ users }) => users !== ""), ...told.filter(({ users }) => users === "")];
  const lines = ordered.slice(0, MOST_ALIKE).map(({ change, users }) => `- ${destruction(change, isMixed)}${users}`);
  const rest = changes.length - lines.length;
  return alert("WARNING", [
    `**${plural(changes.length, `${one} goes away`, `${many} go away`)}**`,
    "",
    ...fitLines(lines, NOTE_LIMIT),
    ...(rest === 0 ? [] : [`- and ${rest} more, in the table below`]),
  ]);
}

/** What is guarded less, or handed on anew, by name; empty when nothing is. */
export function ownNote(plan: Plan, limit = NOTE_LIMIT): string {
  const remarks = ownRemarks(plan);
  if (remarks.length === 0) return "";
  const isMixed = hasSeveralTypes(remarks.map(({ change }) => change));
  const lines = remarks.map(({ change, remark }) => `- ${nameMarkdown(change, isMixed)}: ${phraseMarkdown(remark)}.`);
  return alert("WARNING", [
    "**Protection is taken off, or an ARN is handed on**",
    "",
    ...fitLines(lines, Math.min(limit, NOTE_LIMIT), (omitted) => `- and ${omitted} more, in the table below`),
  ]);
}

/** Who breaks with it, and what to do; "": nobody that is known, or it is told with what blocks the plan. */
function usersText(change: Change, { findings }: Plan): string {
  const finding = findings.find(
    ({ users, level, about }) =>
      users !== undefined && level === "warn" && about !== null && isSameKey(about.key, change.key),
  );
  if (finding?.users === undefined) return "";
  const { noun, names } = finding.users;
  const list = namesList(names);
  const [what, fail] = [plural(names.length, noun), names.length === 1 ? "points" : "point"];
  return ` **${what} ${fail} at it and will fail until ${names.length === 1 ? "it has" : "they have"} the new ARN:** ${list}. This comment names the ARN after the apply.`;
}

function destruction(change: Change, isMixed: boolean): string {
  const credential = change.properties.some(({ sensitive }) => sensitive) ? ", and its credential with it" : "";
  if (change.action === "delete") return `${nameMarkdown(change, isMixed)} is deleted${credential}.`;
  const old = replacedName(change);
  const made = `${inlineCode(change.name)} is made new, with a new ARN`;
  return old === undefined || old === change.name
    ? `${made}; the ${nounOf(change.key.type)} it replaces is deleted.`
    : `${made}; then ${inlineCode(old)} is deleted.`;
}
