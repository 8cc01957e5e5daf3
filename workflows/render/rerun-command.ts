import { shellWord } from "../engine/values/shell-word.ts";
import { commandBlock } from "./markdown.ts";

/** The workflow that users copy. */
const DEFAULT_WORKFLOW = "bridgehead.yml";

/** A run of the workflow that asks Bridgehead for something. */
export interface RerunRequest {
  /** Default: apply. */
  readonly operation?: string;
  readonly branch?: string | null;
  /** File of the workflow; null: it is not known. Default: the name that users copy it under. */
  readonly workflow?: string | null;
  /** The one resource that is asked for, as it was written; null: all. */
  readonly connection?: string | null;
}

/** How to ask for it, ready to copy: with a digest (null: without), what a run held goes on. */
export function rerunBlock(request: RerunRequest, accept: string | null): string {
  const { branch = null, workflow = DEFAULT_WORKFLOW, connection = null, operation = "apply" } = request;
  const inputs = [
    `operation=${operation}`,
    ...(connection === null ? [] : [`connection=${connection}`]),
    ...(accept === null ? [] : [`accept=${accept}`]),
  ];
  const file = workflow?.split("/").at(-1) ?? null;
  if (file === null || branch === null || ![file, branch, ...inputs].every(isShellText)) {
    return `Start the workflow from the default branch with:\n\n${commandBlock(inputs.join("\n"), "ini")}`;
  }
  const words = ["gh workflow run", shellWord(file), "--ref", shellWord(branch)];
  return commandBlock([...words, ...inputs.map((input) => `-f ${shellWord(input)}`)].join(" "), "sh");
}

/** What stands in a code block as it is. */
function isShellText(text: string): boolean {
  return /^[ -_a-~]*$/.test(text);
}
