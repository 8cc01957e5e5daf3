import { paginateDescribeParameters, type ParameterMetadata, type SSMClient } from "@aws-sdk/client-ssm";
import * as v from "valibot";
import type { ParameterCatalog, ParameterInfo } from "../../workflows/ports/parameters.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";
import { chunked } from "../chunked.ts";

/** The most values that a filter of DescribeParameters takes, and the most that it lists at once. */
const NAMES_PER_CALL = 50;

const infoSchema = v.object({
  Name: v.string(),
  Type: v.picklist(["String", "StringList", "SecureString"]),
  Version: v.pipe(v.number(), v.safeInteger()),
  LastModifiedDate: v.date(),
});

export interface ParameterCatalogOptions {
  readonly client: SSMClient;
}

/** What SSM says of parameters without reading them: needs `ssm:DescribeParameters` alone. Rejects with `CloudError`. */
export function createParameterCatalog({ client }: ParameterCatalogOptions): ParameterCatalog {
  return {
    async describe(paths, signal) {
      const found = new Map<string, ParameterInfo>();
      // One call after the other: SSM allows few of these a second.
      for (const names of chunked([...new Set(paths)], NAMES_PER_CALL)) {
        const call = { operation: "DescribeParameters", subject: names.join(", "), signal };
        await callAws(call, async () => {
          const pages = paginateDescribeParameters(
            { client, pageSize: NAMES_PER_CALL },
            { ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [...names] }] },
            { abortSignal: signal },
          );
          for await (const { Parameters = [] } of pages) {
            for (const parameter of Parameters) {
              const info = toInfo(parameter);
              if (info === undefined) throw misunderstood(call, "a parameter's metadata is incomplete");
              found.set(info.path, info);
            }
          }
        });
      }
      return found;
    },
  };
}

function toInfo(parameter: ParameterMetadata): ParameterInfo | undefined {
  const parsed = v.safeParse(infoSchema, parameter);
  if (!parsed.success) return undefined;
  const { Name: path, Type: type, Version: version, LastModifiedDate } = parsed.output;
  return { path, type, version, modified: LastModifiedDate.getTime() };
}
