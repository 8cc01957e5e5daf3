import * as v from "valibot";
import { isObject } from "../../workflows/engine/values/json.ts";
import type { PublishedStack, UnreadableStack } from "../../workflows/ports/stacks.ts";
import { SYSTEM_PREFIX } from "../../workflows/engine/policy/limits.ts";

/*
 * The parameter by which a stack publishes itself. The deployed one is written by CloudFormation
 * (`infra/resources/stack.yml`), that of the local mode by `stackText`.
 */

const STACK_FORMAT = 1;

/** The parameter of a stage. */
export function stackPath(stage: string): string {
  return `${SYSTEM_PREFIX}${stage}/stack`;
}

/** The stage whose parameter that is; undefined: it is another of the pipeline's own. */
export function stageOf(path: string): string | undefined {
  const [, stage] = /^\/bridgehead-system\/([a-zA-Z0-9-]{1,32})\/stack$/.exec(path) ?? [];
  return stage;
}

const text = v.pipe(v.string(), v.nonEmpty());

const schema = v.object({
  stage: text,
  /** CloudFormation has no way to write a number, or nothing, for a parameter that may be empty. */
  repository: v.pipe(
    v.string(),
    v.regex(/^\d*$/),
    v.transform((id) => (id === "" ? null : Number(id))),
  ),
  folder: text,
  ledger: v.union([v.strictObject({ table: text }), v.strictObject({ file: text, scope: text })]),
});

/** What the parameter of a stage says. The one gate for it: whoever may write parameters wrote that text. */
export function parseStack(stage: string, value: string): PublishedStack | UnreadableStack {
  const where = `the parameter ${stackPath(stage)}`;
  const stored = parseJson(value);
  if (!isObject(stored)) return { stage, why: `${where} is no JSON object` };
  const { format } = stored;
  if (format !== STACK_FORMAT) {
    const shown = typeof format === "number" ? String(format) : "no number";
    const known = `this version of Bridgehead reads the format ${STACK_FORMAT}: use the version that wrote it`;
    return { stage, why: `${where} has the format ${shown}, and ${known}` };
  }
  const parsed = v.safeParse(schema, stored);
  if (!parsed.success) return { stage, why: `${where} is malformed at "${v.getDotPath(parsed.issues[0]) ?? ""}"` };
  if (parsed.output.stage === stage) return parsed.output;
  return { stage, why: `${where} speaks of another stage` };
}

/** The parameter's text, as `parseStack` reads it. */
export function stackText({ stage, repository, folder, ledger }: PublishedStack): string {
  return JSON.stringify({ format: STACK_FORMAT, stage, repository: String(repository ?? ""), folder, ledger });
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
