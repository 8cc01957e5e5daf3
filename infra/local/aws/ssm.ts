import { operation, type Operation, reads } from "./call.ts";
import { byKey, pageOf } from "./page.ts";
import { filterShape, invalidToken, passes } from "./ssm-filters.ts";
import { ssmWrites } from "./ssm-put.ts";
import { metadataOf, ssmReads } from "./ssm-read.ts";

const DESCRIBE_PAGE = 10;

/** Parameter Store. */
export const ssmOperations: Readonly<Record<string, Operation>> = {
  ...ssmWrites,
  ...ssmReads,

  DescribeParameters: operation(
    reads,
    {
      ParameterFilters: { type: "list", items: { type: "structure", members: filterShape } },
      MaxResults: { type: "integer", min: 1, max: 50 },
      NextToken: { type: "string" },
    },
    (input, call) => {
      const wanted = [...call.store.parameters].flatMap(([name, versions]) => {
        const latest = versions.at(-1);
        if (latest === undefined) return [];
        const passing = (input.ParameterFilters ?? []).every((filter) => passes(filter, name, latest));
        return passing ? [{ name, latest }] : [];
      });
      const sorted = wanted.toSorted(byKey(({ name }) => name));
      const page = pageOf(sorted, ({ name }) => name, input.MaxResults ?? DESCRIBE_PAGE, input.NextToken, invalidToken);
      return {
        Parameters: page.items.map(({ name, latest }) => metadataOf(call, name, latest)),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  ),
};
