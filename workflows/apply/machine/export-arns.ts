import { exportFault } from "../../engine/policy/limits.ts";
import { valueAt } from "../../engine/values/json.ts";
import { exportedBy } from "../../engine/kinds/resource-kind.ts";
import { dueExports, type ExportName, exportsIn } from "../../engine/definition/own-options.ts";
import { isBeingMade } from "../../engine/plan/record-state.ts";
import { Refusal } from "../../ports/answer.ts";
import type { ResourceRecord } from "../../ports/ledger.ts";
import { type ApplyContext, explain } from "../context.ts";

/** What an export is of, in a sentence. */
const arnWords: Readonly<Record<ExportName, string>> = {
  exportArn: "its ARN",
  exportSecretArn: "the ARN of its secret",
};

export interface Exported {
  /** As it is to be kept: an export that failed is not in effect, so that the next run tries it again. */
  readonly record: ResourceRecord;
  /** Why not all of them were written; null: they were. */
  readonly error: string | null;
}

/** The parameters that a record says Bridgehead wrote: nobody else's is overwritten. */
export function writtenParameters(records: Iterable<ResourceRecord>): ReadonlySet<string> {
  return new Set(
    [...records].flatMap(({ options, written = [] }) => [
      ...exportsIn(options).map(({ parameter }) => parameter),
      ...written,
    ]),
  );
}

/**
 * Writes the ARNs of a resource to the parameters that its definition names, where those do not hold them yet.
 * `before`: what was managed under its key.
 */
export async function exportArns(
  after: ResourceRecord,
  before: ResourceRecord | undefined,
  context: ApplyContext,
): Promise<Exported> {
  const inEffect = exportsInEffect(after, before);
  const errors: string[] = [];
  const written: string[] = [];
  const options = { ...after.options };
  for (const { name, parameter } of dueExports(after.options, inEffect)) {
    const why = await exportOne({ record: after, name, parameter }, context);
    if (why === null) continue;
    errors.push(`${arnWords[name]} was not written to ${parameter} (${why})`);
    options[name] = inEffect?.[name] ?? null;
    if (context.written.has(parameter)) written.push(parameter);
  }
  const record = { ...after, options, ...(written.length === 0 ? {} : { written }) };
  return { record, error: errors.length === 0 ? null : errors.join("; ") };
}

/** The exports that already hold the ARNs of a resource; null: it is not the one that they were written for. */
export function exportsInEffect(
  { arn }: Pick<ResourceRecord, "arn">,
  before: ResourceRecord | undefined,
): ResourceRecord["options"] | null {
  return before === undefined || isBeingMade(before) || before.arn !== arn ? null : before.options;
}

interface Export {
  readonly record: Pick<ResourceRecord, "key" | "arn">;
  readonly name: ExportName;
  readonly parameter: string;
}

/** null: it was written; else why not. */
async function exportOne({ record, name, parameter }: Export, context: ApplyContext): Promise<string | null> {
  const { aws, limits, signal, written } = context;
  const fault = exportFault(parameter, limits);
  if (fault !== null) return fault;
  const arn = await arnOf(record, name, context);
  if (arn instanceof Refusal) return explain(arn, context);
  if (arn === null) return "AWS does not tell it";
  if (written.has(parameter)) {
    const answer = await aws.exports.overwrite(parameter, arn, signal);
    return answer instanceof Refusal ? explain(answer, context) : null;
  }
  const answer = await aws.exports.create(parameter, arn, signal);
  if (!(answer instanceof Refusal)) return null;
  if (answer.kind !== "already-exists") return explain(answer, context);
  // One that holds it already was made by this very export, whose answer was lost, or is as good as that.
  const holds = await aws.exports.holds(parameter, arn, signal);
  return holds === true ? null : "there is such a parameter, and Bridgehead did not make it";
}

/** Whether an export was written whose end nobody has recorded. */
export async function isExported(
  { record, name, parameter }: Export,
  context: ApplyContext,
): Promise<boolean | Refusal> {
  const arn = await arnOf(record, name, context);
  if (arn instanceof Refusal) return arn;
  return arn !== null && (await context.aws.exports.holds(parameter, arn, context.signal));
}

async function arnOf(
  { key, arn }: Export["record"],
  name: ExportName,
  { kinds, aws, signal }: ApplyContext,
): Promise<string | null | Refusal> {
  if (name === "exportArn") return arn;
  const pointer = exportedBy(kinds.of(key), name);
  if (pointer === null) return null;
  const found = await aws.resources.read(key, signal);
  if (found === undefined || found instanceof Refusal) return found ?? null;
  const value = valueAt(found.properties, pointer);
  return typeof value === "string" ? value : null;
}
