import { AwsError } from "./aws-error.ts";
import type { InputOf } from "./input.ts";
import type { StoredVersion } from "./state.ts";

/** One filter of DescribeParameters. */
export const filterShape = {
  Key: { type: "string", required: true, min: 1, max: 132, pattern: "tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType" },
  Option: { type: "string", min: 1, max: 10 },
  Values: { type: "list", min: 1, max: 50, items: { type: "string", min: 1, max: 1024 } },
} as const;

type Filter = InputOf<typeof filterShape>;

/** Whether a parameter passes one filter. Throws the service's errors for filters that it does not have. */
export function passes(filter: Filter, name: string, latest: StoredVersion): boolean {
  const values = filter.Values ?? [];
  if (values.length === 0) {
    throw new AwsError("InvalidFilterValue", `The filter ${filter.Key} needs at least one value.`);
  }
  switch (filter.Key) {
    case "Name":
      return byOption(filter, values, withSlash(name), withSlash);
    case "Type":
      return equal(filter, values, latest.type);
    case "KeyId":
      return equal(filter, values, latest.keyId ?? "");
    case "Tier":
      return equal(filter, values, latest.tier);
    case "DataType":
      return equal(filter, values, latest.dataType);
    case "Path":
      return values.some((path) => below(filter, path, name));
    default:
      throw new AwsError("InvalidFilterKey", `The filter key ${filter.Key} is not supported.`);
  }
}

function byOption(filter: Filter, values: readonly string[], text: string, form: (value: string) => string): boolean {
  switch (filter.Option ?? "Equals") {
    case "Equals":
      return values.some((value) => text === form(value));
    case "BeginsWith":
      return values.some((value) => text.startsWith(form(value)));
    case "Contains":
      return values.some((value) => text.includes(value));
    default:
      throw unknownOption(filter);
  }
}

function equal(filter: Filter, values: readonly string[], text: string): boolean {
  if ((filter.Option ?? "Equals") !== "Equals") throw unknownOption(filter);
  return values.includes(text);
}

function below(filter: Filter, path: string, name: string): boolean {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  if (!withSlash(name).startsWith(prefix)) return false;
  switch (filter.Option ?? "OneLevel") {
    case "Recursive":
      return true;
    case "OneLevel":
      return !withSlash(name).slice(prefix.length).includes("/");
    default:
      throw unknownOption(filter);
  }
}

const withSlash = (name: string): string => (name.startsWith("/") ? name : `/${name}`);

const unknownOption = (filter: Filter): AwsError =>
  new AwsError(
    "InvalidFilterOption",
    `The following filter option is not valid: ${String(filter.Option)}. Valid options depend on the key ${filter.Key}.`,
  );

export const invalidToken = (): AwsError => new AwsError("InvalidNextToken", "The specified token is not valid.");
