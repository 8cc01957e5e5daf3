import type { ApplyContext, ChangeElsewhere } from "./context.ts";
import { fitLines } from "./comment-size.ts";
import { inlineCode } from "./escape-markdown.ts";
import { rerunBlock } from "./rerun-command.ts";
import { pullLink } from "./waiting.ts";
import { plural } from "./wording.ts";

/* What an apply report says of changes that are not its own, and how what is held of it is accepted. */

/** How many names a sentence lists. */
const NAMES = 20;
/** The share of the comment, in bytes, of what accepts. */
const ACCEPTS_LIMIT = 8_000;

/** "" where nothing of it was changed again. */
export function changedAgainNote(context: ApplyContext): string {
  const { changedAgain = [] } = context;
  if (changedAgain.length === 0) return "";
  return `Changed again after this, and told there: ${listed(changedAgain, "by a push without a pull request", context)}.`;
}

/** What waits and is no concern of this report's: one neutral line. */
export function elsewhereNote(context: ApplyContext): string {
  const { elsewhere = [], isStopped = false } = context;
  if (isStopped)
    return "What the branch declares has errors, and not since this commit: until they are corrected nothing is applied.";
  if (elsewhere.length === 0) return "";
  const verb = elsewhere.length === 1 ? "waits" : "wait";
  return `${plural(elsewhere.length, "change")} ${verb} from elsewhere: ${listed(elsewhere, null, context)}.`;
}

function listed(changes: readonly ChangeElsewhere[], byNobody: string | null, context: ApplyContext): string {
  const shown = changes.slice(0, NAMES).map(({ name, pull }) => {
    const by = pull === null ? byNobody : pullLink(pull, context);
    return by === null ? inlineCode(name) : `${inlineCode(name)} (${by})`;
  });
  const rest = changes.length > NAMES ? ` and ${changes.length - NAMES} more` : "";
  return `${shown.join(", ")}${rest}`;
}

/** How what is held is accepted, ready to copy. */
export function acceptBlocks(context: ApplyContext): string {
  const { accepts, connection = null } = context;
  const lines = accepts.map(
    (each) => `${rerunBlock({ ...context, connection: each.connection }, each.digest)}
`,
  );
  const blocks = fitLines(lines, ACCEPTS_LIMIT, (omitted) => `and ${omitted} more, which the next report shows.`);
  const isEach = accepts.some((each) => each.connection !== null && each.connection !== connection);
  const why = "More waits than this report is about, so each of these is accepted by itself:";
  return [...(isEach ? [`${why}\n`] : []), ...blocks].join("\n").trimEnd();
}
