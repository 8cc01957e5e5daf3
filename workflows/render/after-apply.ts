import { keyText } from "../engine/values/key.ts";
import type { Plan } from "../engine/plan/plan.ts";
import type { ChangeResult } from "../engine/plan/write/result.ts";
import { inlineCode } from "./escape-markdown.ts";
import { fitLines } from "./comment-size.ts";
import { alert, fold } from "./markdown.ts";
import { hasSeveralTypes, nameMarkdown, namesList } from "./resource-name.ts";
import { plural } from "./wording.ts";

/* What is to be known, and to be done by somebody else, once a change is applied. */

/** As many ARNs stand in the open. */
const MOST_OPEN = 3;
/** The share of the comment, in bytes. */
const LIMIT = 6_000;

/** A resource that has a new ARN, and who still has the old one. */
interface Orphaned {
  readonly result: ChangeResult;
  readonly noun: string;
  readonly names: readonly string[];
}

function orphanedBy(results: readonly ChangeResult[], plan: Plan | null): readonly Orphaned[] {
  const byKey = new Map(results.map((result) => [keyText(result.key), result]));
  return (plan?.findings ?? []).flatMap(({ users, about }) => {
    const result = about === null ? undefined : byKey.get(keyText(about.key));
    if (users === undefined || result?.action !== "replace" || result.status !== "applied") return [];
    return [{ result, ...users }];
  });
}

/** Who fails until they are given a new ARN, above everything else; "": nobody that is known. */
export function orphansNote(results: readonly ChangeResult[], plan: Plan | null): string {
  const orphans = orphanedBy(results, plan);
  if (orphans.length === 0) return "";
  const lines = orphans.map(
    ({ result, noun, names }) =>
      `- ${inlineCode(result.name)} is ${inlineCode(result.arn ?? "", 300)} now: give it to ${plural(names.length, noun)}, ${namesList(names)}.`,
  );
  return alert("WARNING", ["**What used the old ARN fails until it has the new one**", "", ...fitLines(lines, LIMIT)]);
}

/** What whoever merged it still has to do; "": nothing. */
export function orphansStep(results: readonly ChangeResult[], plan: Plan | null): string {
  const orphans = orphanedBy(results, plan);
  const count = orphans.reduce((total, { names }) => total + names.length, 0);
  if (count === 0) return "";
  return `**Next:** give ${plural(count, orphans[0]?.noun ?? "")} the new ${orphans.length === 1 ? "ARN" : "ARNs"}, as below.`;
}

/** The ARNs of what was made or taken over; "": none was. */
export function arnsNote(results: readonly ChangeResult[], limit = LIMIT): string {
  const made = results.filter(
    ({ action, status, arn }) =>
      status === "applied" && arn !== null && (action === "create" || action === "replace" || action === "adopt"),
  );
  if (made.length === 0) return "";
  const isMixed = hasSeveralTypes(made);
  const lines = made.map((result) => `- ${nameMarkdown(result, isMixed)}: ${inlineCode(result.arn ?? "", 300)}`);
  const list = fitLines(lines, Math.min(limit, LIMIT)).join("\n");
  return made.length <= MOST_OPEN
    ? `${made.length === 1 ? "ARN" : "ARNs"}:\n\n${list}`
    : fold(`${made.length} ARNs`, list);
}
