import { type ApplyContext, explain } from "./context.ts";
import { Refusal } from "../ports/answer.ts";
import type { ResourceRecord } from "../ports/ledger.ts";

/**
 * Writes the resource's ARN to the parameter that its definition names. Returns the record as it is to be kept:
 * an export that failed is not recorded, so that the next run tries it again.
 */
export async function exportArn(
  record: ResourceRecord,
  context: ApplyContext,
): Promise<{ readonly record: ResourceRecord; readonly error: string | null }> {
  const { arn, options } = record;
  const parameter = options.exportArn;
  if (parameter === null || arn === null) return { record, error: null };
  const answer = await context.aws.exports.write(parameter, arn, context.signal);
  if (!(answer instanceof Refusal)) return { record, error: null };
  const why = `applied, but its ARN was not written to ${parameter} (${explain(answer, context)})`;
  return { record: { ...record, options: { ...options, exportArn: null } }, error: why };
}
