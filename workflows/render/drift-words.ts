import type { DriftCause, Drifted } from "../engine/plan/drift.ts";
import type { ResourceKind } from "../engine/kinds/resource-kind.ts";
import { inlineCode, prose } from "./escape-markdown.ts";
import { minute } from "./status.ts";
import { plural, sentence } from "./wording.ts";

/** What happened, in a few words. */
export const causeWords: Readonly<Record<DriftCause, string>> = {
  deleted: "deleted by hand",
  "made-anew": "deleted and made anew by hand",
  credential: "credential may have been changed by hand",
  changed: "changed by hand",
  "half-done": "an earlier change did not get to its end",
  unusable: "cannot be used",
  parameter: "a parameter is missing or cannot be used",
  rotated: "a parameter was rotated",
  expiring: "a parameter expires",
};

/** What the next apply does about it, in words that follow "the next apply of it". */
export const applyWords: Readonly<Record<DriftCause, string>> = {
  deleted: "creates it again",
  "made-anew": "sends it everything that is defined",
  credential: "sends its credential again",
  changed: "overwrites it",
  "half-done": "sends everything again",
  unusable: "leaves it as it is",
  parameter: "leaves it as it is",
  rotated: "sends the new value",
  expiring: "leaves it as it is",
};

/** Longest sentence, in code points: it may name every property of a resource, or quote a hint. */
const LONGEST = 800;

/** Those that an apply does something about. */
export function isRestored(causes: readonly DriftCause[]): boolean {
  return causes.some((cause) => applyWords[cause] !== applyWords.unusable);
}

/** The same with what the service says, where that is the cause. Markdown. */
export function causeTitle(cause: DriftCause, drift: Drifted | null): string {
  const state = drift?.resource.look?.state ?? null;
  return cause === "unusable" && state !== null ? `${causeWords[cause]} (${inlineCode(state)})` : causeWords[cause];
}

/** What of a cause is to be said beside the words for it. Markdown; "": nothing. */
export function causeDetails(cause: DriftCause, drift: Drifted, { ready, service }: ResourceKind): string {
  const { resource, rotations, problems } = drift;
  const { look, record } = resource;
  const changed = look?.told.modified ?? null;
  const told = changed === null ? "" : `AWS says that it was last changed at ${minute(iso(changed))}`;
  switch (cause) {
    case "deleted":
    case "half-done":
      return "";
    case "made-anew":
    case "changed":
      return said(told);
    case "credential":
      return said(`${told}, and nothing that can be read differs. Nobody can read the credential`);
    case "unusable":
      return ready === null
        ? ""
        : said(`${service} says \`${look?.state ?? ""}\`: ${ready.consequence}. ${ready.remedy}, then apply`);
    case "rotated":
      return said(
        rotations
          .map(({ path, before, now }) => {
            const was =
              before === 0 || record.unwritten === true ? "none of it was sent" : `version ${before} was sent`;
            return `\`${path}\` has version ${now}, and ${was}`;
          })
          .join("; "),
      );
    case "parameter":
      return said(problems.map(({ message, hint }) => `${message}: ${hint}`).join(". "));
    case "expiring":
      return said(problems.map(({ message }) => message).join(". "));
  }
}

/** "17 properties are ignored, as the configuration says." */
export function ignoredLine(ignored: number): string {
  if (ignored === 0) return "";
  const what = plural(ignored, "property differs and is ignored", "properties differ and are ignored");
  return `${what}, as \`ignoreDrift\` in the configuration says.`;
}

function said(text: string): string {
  return text === "" ? "" : prose(sentence(text), LONGEST);
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
