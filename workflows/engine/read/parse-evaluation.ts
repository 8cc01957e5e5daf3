import * as v from "valibot";
import { BridgeheadError } from "../values/errors.ts";
import type { EvaluatedDefinition, Evaluation } from "../definition/evaluation.ts";
import type { JsonObject } from "../values/json.ts";
import { pathFault } from "./definition-files.ts";
import { messageLength } from "./problem.ts";
import type { EvaluatedKinds } from "./evaluated-kinds.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { limits } from "./sandbox/limits.ts";
import { isPrintable } from "../values/plain-text.ts";

/** What came back from where foreign code ran is not an evaluation. */
export class UnreadableEvaluationError extends BridgeheadError {
  override readonly name = "UnreadableEvaluationError";
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.fileLength + 1));
const file = v.pipe(v.string(), v.nonEmpty(), v.check(isPrintable), v.maxLength(limits.pathLength));
/** A file of the set, as no other text may be. */
const path = v.pipe(
  v.string(),
  v.check((text) => pathFault(text) === null),
);
const imports = v.pipe(v.array(path), v.maxLength(limits.imports));
const location = v.strictObject({ file: v.exactOptional(file), line: count, column: count });
const printable = v.pipe(v.string(), v.maxLength(messageLength), v.check(isPrintable));

const diagnostic = v.strictObject({
  code: v.pipe(v.string(), v.maxLength(60), v.regex(/^[a-z]+(?:-[a-z]+)*$/)),
  severity: v.picklist(["error", "warning", "info"]),
  message: printable,
  hint: v.nullable(printable),
  file,
  line: count,
  column: count,
});

const props = v.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value) && isBoundedJson(value),
);

const definition = v.strictObject({
  type: v.pipe(v.string(), v.maxLength(limits.idLength)),
  id: v.pipe(v.string(), v.maxLength(limits.idLength)),
  props,
  at: v.strictObject({ file, line: count, column: count }),
  locations: v.record(v.pipe(v.string(), v.startsWith("/")), location),
});

const definitions = v.pipe(v.array(definition), v.maxLength(limits.definitions));
const evaluation = v.strictObject({
  definitions,
  diagnostics: v.array(diagnostic),
  imports: v.pipe(v.record(path, v.pipe(imports, v.nonEmpty())), v.maxEntries(limits.files)),
  unjudged: v.exactOptional(v.pipe(v.array(path), v.nonEmpty(), v.maxLength(limits.files))),
});
const fileOutcome = v.strictObject({
  definitions,
  diagnostics: v.array(diagnostic),
  importedCalls: definitions,
  imports,
  work: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  healthy: v.boolean(),
});

/**
 * The gate for an evaluation that was made in another process, which was told of these kinds. Throws
 * `UnreadableEvaluationError`, which quotes nothing.
 */
export function parseEvaluation(value: unknown, kinds: EvaluatedKinds): Evaluation {
  const output = parsed(evaluation, value);
  checkTypes(output.definitions, kinds);
  return output;
}

/** The same for what a worker answers about one file. */
export function parseFileOutcome(value: unknown, kinds: EvaluatedKinds): FileOutcome {
  const output = parsed(fileOutcome, value);
  checkTypes([...output.definitions, ...output.importedCalls], kinds);
  return output;
}

function checkTypes(all: readonly EvaluatedDefinition[], kinds: EvaluatedKinds): void {
  const types = new Set(kinds.map(({ type }) => type));
  if (!all.every(({ type }) => types.has(type))) throw unreadable();
}

function parsed<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown): Output {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (!result.success) throw unreadable();
  return result.output;
}

function unreadable(): UnreadableEvaluationError {
  return new UnreadableEvaluationError("the evaluator answered with something that is no evaluation");
}

/** JSON within the bounds of one definition. Iterative, so that no depth can end it early. */
function isBoundedJson(root: object): boolean {
  const stack: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 1 }];
  let values = 0;
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { value, depth } = item;
    if (++values > limits.values || depth > limits.depth + 1) return false;
    if (value === null || typeof value === "boolean") continue;
    if (typeof value === "number" && Number.isFinite(value)) continue;
    if (typeof value === "string" && value.length <= limits.definitionLength && value.isWellFormed()) continue;
    if (typeof value !== "object") return false;
    if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
    if (Object.hasOwn(value, "__proto__")) return false;
    for (const member of Object.values(value)) stack.push({ value: member, depth: depth + 1 });
  }
  return true;
}
