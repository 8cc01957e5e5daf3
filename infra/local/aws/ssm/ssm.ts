import { validation } from "../wire/aws-error.ts";
import { operation, type Operation, reads } from "../wire/call.ts";
import { byKey, pageOf } from "../wire/page.ts";
import { checkFilters, filterList, invalidToken, olderFilterList, passesAll } from "./filters.ts";
import { ssmLabels } from "./labels.ts";
import { dropExpired } from "./policies.ts";
import { ssmWrites } from "./put.ts";
import { metadataOf, ssmReads } from "./read.ts";
import { ssmTags } from "./tags.ts";

const DESCRIBE_PAGE = 10;

const operations: Readonly<Record<string, Operation>> = {
  ...ssmWrites,
  ...ssmReads,
  ...ssmLabels,
  ...ssmTags,

  DescribeParameters: operation(
    reads,
    {
      Filters: olderFilterList,
      ParameterFilters: filterList,
      /** Parameters that other accounts share with this one: there are none. */
      Shared: { type: "boolean" },
      MaxResults: { type: "integer", min: 1, max: 50 },
      NextToken: { type: "string" },
    },
    (input, call) => {
      if (input.Filters !== undefined && input.ParameterFilters !== undefined) {
        throw validation("You can use either Filters or ParameterFilters in a single request.");
      }
      const filters = input.ParameterFilters ?? input.Filters ?? [];
      checkFilters(filters, "of all");
      const wanted = [...call.store.parameters].flatMap(([name, versions]) => {
        const latest = versions.at(-1);
        const passing = input.Shared !== true && latest !== undefined && passesAll(filters, call, name, latest);
        return passing ? [{ name, latest }] : [];
      });
      const sorted = wanted.toSorted(byKey(({ name }) => name));
      const limit = input.MaxResults ?? DESCRIBE_PAGE;
      const page = pageOf(call, sorted, ({ name }) => name, { limit, token: input.NextToken, invalid: invalidToken });
      return {
        Parameters: page.items.map(({ name, latest }) => metadataOf(call, name, latest)),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  ),
};

/** Parameter Store. What has expired is found in none of its operations. */
export const ssmOperations: Readonly<Record<string, Operation>> = Object.fromEntries(
  Object.entries(operations).map(([name, each]): [string, Operation] => [
    name,
    {
      ...each,
      run(body, call) {
        dropExpired(call);
        return each.run(body, call);
      },
    },
  ]),
);
