import type { ApplyContext } from "./apply-context.ts";
import { withRetries } from "./await-operation.ts";
import { explain } from "./explain-error.ts";
import { CloudError } from "./ports/resources.ts";
import type { ResourceRecord } from "./ports/ledger.ts";

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
  try {
    await withRetries(() => context.aws.exports.write(parameter, arn, context.signal), context);
    return { record, error: null };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const why = `applied, but its ARN was not written to ${parameter} (${explain(error, context)})`;
    return { record: { ...record, options: { ...options, exportArn: null } }, error: why };
  }
}
