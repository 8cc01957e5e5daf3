import { overwritesCredential } from "../engine/plan/guards/plan-guards.ts";
import { isSameKey } from "../engine/values/key.ts";
import { wordsFor } from "../engine/kinds/noun.ts";
import type { Change, Finding, Plan } from "../engine/plan/plan.ts";
import { credentialsPhrase } from "./change-text.ts";
import { fitLines } from "./comment-size.ts";
import { type TerminalOptions, wrap } from "./layout.ts";
import { alert } from "./markdown.ts";
import { name, type Phrase, phraseMarkdown, phrasePlain, words } from "./phrase.ts";
import { isWrittenUnseen } from "./property-text.ts";
import { hasSeveralTypes, nameMarkdown } from "./resource-name.ts";
import { visible } from "./terminal-change.ts";
import { plural } from "./wording.ts";

/* What becomes of credentials that nobody has seen: one block for all that are overwritten, one line for all that stay. */

/** How many resources the block names. */
const NAMED = 10;
/** The block's share of the comment, in bytes. */
const LIMIT = 6_000;

/** The findings that are shown one by one: what overwrites credentials is shown in one block. */
export function listedFindings({ findings }: Pick<Plan, "findings">): readonly Finding[] {
  return findings.filter(({ code }) => code !== overwritesCredential.code);
}

/** The credentials that are overwritten, above everything else; empty: none is. */
export function overwriteNote(plan: Plan): string {
  const texts = overwriteTexts(plan);
  if (texts === null) return "";
  const { title, what, named, rest, how } = texts;
  const isMixed = hasSeveralTypes(named);
  const lines = named.map((change) => `- ${nameMarkdown(change, isMixed)}: ${phraseMarkdown(replacement(change))}`);
  return alert("CAUTION", [
    `**${title}**`,
    "",
    what,
    "",
    ...fitLines(lines, LIMIT, (omitted) => `- and ${omitted} more of these`),
    ...(rest === 0 ? [] : [`- and ${rest} more, in the table below`]),
    "",
    how,
  ]);
}

/** The same for a terminal. `caution`: the word that it begins with, painted. */
export function overwriteBlock(plan: Plan, { width }: Pick<TerminalOptions, "width">, caution: string): string {
  const texts = overwriteTexts(plan);
  if (texts === null) return "";
  const { title, what, named, rest, how } = texts;
  return [
    `${caution}: ${title}.`,
    wrap(what, width, "  "),
    ...named.map((change) =>
      wrap(`${visible(change.name)}: ${phrasePlain(replacement(change))}`, width, "    ", "      "),
    ),
    ...(rest === 0 ? [] : [`    and ${rest} more`]),
    wrap(how, width, "  "),
  ].join("\n");
}

/** What is taken over and not written; empty: nothing is. */
export function takenOverNote({ changes }: Plan): string {
  const taken = changes.filter((change) => change.action === "adopt").filter(({ writes }) => !writes);
  const hiding = taken.filter(({ unwritten }) => unwritten);
  const open = taken.filter(({ unwritten }) => !unwritten);
  const stays = hiding.length === 1 ? "its credential stays as it is" : "their credentials stay as they are";
  const it = hiding.length === 1 ? "it" : "them";
  return [
    ...(hiding.length === 0
      ? []
      : [
          `${takenOver(hiding)}; ${stays}, and Bridgehead has not seen ${it}. The first rotation of a parameter, or change, writes ${it}.`,
        ]),
    ...(open.length === 0 ? [] : [`${takenOver(open)}; nothing is written.`]),
  ].join("\n");
}

function takenOver(changes: readonly Change[]): string {
  const { one, many } = wordsFor(changes);
  return plural(changes.length, `${one} is taken over as it is`, `${many} are taken over as they are`);
}

function overwriting({ changes, findings }: Plan): readonly Change[] {
  const found = findings.filter(({ code }) => code === overwritesCredential.code);
  return changes.filter(({ key }) => found.some(({ about }) => about !== null && isSameKey(about.key, key)));
}

function replacement(change: Change): Phrase {
  const written = change.properties.filter(isWrittenUnseen);
  const old = change.action === "replace" ? change.replaces.name : change.name;
  const gone: Phrase = old === change.name ? [] : [name(old), words(" goes away with its own; ")];
  if (written.length === 0) return [...gone, words("taken away, since the definition has none")];
  return [...gone, ...credentialsPhrase(written, change)];
}

/** null: nothing is overwritten. */
function overwriteTexts(plan: Plan) {
  const changes = overwriting(plan);
  if (changes.length === 0) return null;
  const { one, many } = wordsFor(changes);
  const isAdopting = changes.some(({ action }) => action === "adopt");
  const named = changes.slice(0, NAMED);
  const keep = isAdopting
    ? "To keep what is there, make the definition equal to what AWS has and write `adopt: true`: then nothing is written."
    : `What was taken over as it is keeps its credential while its definition and its parameters stay as they are.`;
  const copy =
    "`import --copy-credentials` copies credentials into parameters from the secrets that AWS keeps of them.";
  return {
    title:
      changes.length === 1
        ? `The credential of 1 ${one} is overwritten unseen`
        : `The credentials of ${changes.length} ${many} are overwritten unseen`,
    what:
      "AWS cannot show a credential that is in place. It is replaced by what is named here; where that is another one, " +
      `what uses the ${one} breaks, and nothing brings the old one back:`,
    named,
    rest: changes.length - named.length,
    how: `${keep} ${copy}`,
  };
}
