/*
 * What GitHub shows a run of the workflow file as. The job comes by a queue into which more than one part of the stack
 * writes; the run's title comes from GitHub, and says what somebody asked for.
 */

type Inputs = Readonly<Record<string, string>>;

/** What stands in the workflow file, `workflows/github/bridgehead.yml`, and in the copy that is obeyed. */
export const RUN_NAME = `run-name: >-
  Bridgehead \${{ inputs.operation }}\${{ inputs.accept && format(' accepting {0}', inputs.accept) }} ·
  \${{ inputs.connection || 'all connections' }}
  \${{ inputs.reason && format('· {0}', inputs.reason) }}`;

/** As many digits of what is accepted have to be in a title that was cut: 64 bits, which nobody makes to order. */
const LEAST_DIGITS = 16;

/** The title of the run of a dispatch with these inputs, with one space where there are any. */
export function runTitleOf({ operation = "plan", accept = "", connection = "", reason = "" }: Inputs): string {
  const what = operation + (accept === "" ? "" : ` accepting ${accept}`);
  const about = connection === "" ? "all connections" : connection;
  return spaced(`Bridgehead ${what} · ${about}${reason === "" ? "" : ` · ${reason}`}`);
}

/**
 * Whether a title is that of a dispatch with these inputs. [U] How long a title may be, and what GitHub does with a longer
 * one, is nowhere said: one that was cut counts if it holds what was asked for, or enough of what is accepted.
 */
export function isTitleOf(title: string, inputs: Inputs): boolean {
  const [given, whole] = [spaced(title), runTitleOf(inputs)];
  if (given === whole) return true;
  const cut = given.replace(/\s?(?:…|\.\.\.)$/, "");
  return cut.length >= leastOf(inputs).length && whole.startsWith(cut);
}

/** Whether a title may be that of such a dispatch by a copy of the file that says less: an older one, or somebody's own. */
export function isOlderTitleOf(title: string, inputs: Inputs): boolean {
  const isOurs = /^Bridgehead [a-z]+(?: accepting [0-9a-f]+)? · /.test(spaced(title));
  return !isOurs || isTitleOf(title, { ...inputs, accept: "" });
}

function leastOf(given: Inputs): string {
  const inputs = { ...given, reason: "" };
  const { accept = "" } = given;
  if (accept === "") return runTitleOf(inputs);
  return runTitleOf({ ...inputs, accept: accept.slice(0, LEAST_DIGITS) }).replace(/ · .*$/s, "");
}

/** GitHub folds the lines of the file, and [U] trims what comes of it. */
function spaced(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}
