import { DescribeParametersCommand, type ParameterMetadata, type SSMClient } from "@aws-sdk/client-ssm";
import * as v from "valibot";
import { Refusal } from "../../workflows/ports/answer.ts";
import { type ParameterCatalog, type ParameterInfo, PARAMETERS_AT_ONCE } from "../../workflows/ports/parameters.ts";
import { callAws, misunderstood } from "./call-aws.ts";

const infoSchema = v.object({
  Name: v.string(),
  Type: v.picklist(["String", "StringList", "SecureString"]),
  Version: v.pipe(v.number(), v.safeInteger()),
  LastModifiedDate: v.date(),
  Policies: v.optional(v.array(v.object({ PolicyType: v.optional(v.string()), PolicyText: v.optional(v.string()) }))),
});

/** The text of a policy that has Parameter Store delete a parameter. */
const expirationSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ Attributes: v.object({ Timestamp: v.pipe(v.string(), v.toDate()) }) }),
);

export interface ParameterCatalogOptions {
  readonly client: SSMClient;
}

/** What SSM says of parameters without reading them: needs `ssm:DescribeParameters` alone. */
export function createParameterCatalog({ client }: ParameterCatalogOptions): ParameterCatalog {
  return {
    async describe(paths, token, signal) {
      const call = { operation: "DescribeParameters", subject: paths.join(", "), signal };
      // A filter takes as many values as a page holds at most.
      const command = new DescribeParametersCommand({
        MaxResults: PARAMETERS_AT_ONCE,
        ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [...paths] }],
        NextToken: token,
      });
      const answer = await callAws(call, () => client.send(command, { abortSignal: signal }));
      if (answer instanceof Refusal) return answer;
      const items: ParameterInfo[] = [];
      for (const parameter of answer.Parameters ?? []) {
        const info = toInfo(parameter);
        if (info === undefined) return misunderstood(call, "a parameter's metadata is incomplete");
        items.push(info);
      }
      return { items, next: answer.NextToken };
    },
  };
}

function toInfo(parameter: ParameterMetadata): ParameterInfo | undefined {
  const parsed = v.safeParse(infoSchema, parameter);
  if (!parsed.success) return undefined;
  const { Name: path, Type: type, Version: version, LastModifiedDate, Policies = [] } = parsed.output;
  return { path, type, version, modified: LastModifiedDate.getTime(), expires: expirationOf(Policies) };
}

function expirationOf(
  policies: readonly { PolicyType?: string | undefined; PolicyText?: string | undefined }[],
): number | null {
  const policy = policies.find(({ PolicyType }) => PolicyType === "Expiration");
  const parsed = v.safeParse(expirationSchema, policy?.PolicyText);
  return parsed.success ? parsed.output.Attributes.Timestamp.getTime() : null;
}
