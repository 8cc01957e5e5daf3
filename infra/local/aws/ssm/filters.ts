import { AwsError, validation } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import type { InputOf } from "../wire/input.ts";
import type { StoredVersion } from "../state.ts";

const KEYS = "tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType";
const VALUES = { type: "list", min: 1, max: 50, items: { type: "string", min: 1, max: 1024 } } as const;

const filterShape = {
  Key: { type: "string", required: true, min: 1, max: 132, pattern: KEYS },
  Option: { type: "string", min: 1, max: 10 },
  Values: VALUES,
} as const;

/** Filters, as operations take them. */
export const filterList = { type: "list", items: { type: "structure", members: filterShape } } as const;

/** Filters of an older form, which DescribeParameters still takes. */
export const olderFilterList = {
  type: "list",
  items: {
    type: "structure",
    members: {
      Key: { type: "string", required: true, enum: ["Name", "Type", "KeyId"] },
      Values: { ...VALUES, required: true },
    },
  },
} as const;

type Filter = InputOf<typeof filterShape>;

/** Keys that filter all parameters, and those below a path. Tags filter both, if their keys are named `tag:…`. */
const validKeys = {
  "of all": ["Path", "Name", "Type", "KeyId", "Tier", "DataType"],
  "below a path": ["Type", "KeyId", "Label"],
} as const;

const validOptions: Readonly<Record<string, readonly string[]>> = {
  Name: ["BeginsWith", "Equals", "Contains"],
  Path: ["Recursive", "OneLevel"],
};
const OTHER_OPTIONS = ["BeginsWith", "Equals"];

/** Throws the service's errors for filters that it does not have. */
export function checkFilters(filters: readonly Filter[], where: keyof typeof validKeys): void {
  const keys: readonly string[] = validKeys[where];
  for (const [index, { Key, Option, Values }] of filters.entries()) {
    const isTag = Key.startsWith("tag:");
    if (!isTag && !keys.includes(Key)) {
      throw new AwsError(
        "InvalidFilterKey",
        `The following filter key is not valid: ${Key}. Valid filter keys include: [${keys.join(", ")}].`,
      );
    }
    if (filters.findIndex((other) => other.Key === Key) < index) {
      throw new AwsError(
        "InvalidFilterKey",
        `The following filter is duplicated in the request: ${Key}. A request can contain only one occurrence of a specific filter.`,
      );
    }
    if (!isTag && (Values ?? []).length === 0) {
      throw new AwsError("InvalidFilterValue", `The following filter values are missing : null for filter key ${Key}.`);
    }
    const options = validOptions[Key] ?? OTHER_OPTIONS;
    if (Option !== undefined && !options.includes(Option)) {
      throw new AwsError(
        "InvalidFilterOption",
        `The following filter option is not valid: ${Option}. Valid options include: [${options.join(", ")}].`,
      );
    }
    if (Key === "Path" && Values?.some((path) => !path.startsWith("/")) === true) {
      throw validation("The parameter doesn't meet the parameter name requirements.");
    }
  }
}

/** Whether a parameter passes all filters, which `checkFilters` has passed. */
export function passesAll(filters: readonly Filter[], call: Call, name: string, stored: StoredVersion): boolean {
  return filters.every((filter) => passes(filter, call, name, stored));
}

function passes(filter: Filter, call: Call, name: string, stored: StoredVersion): boolean {
  const { Key, Option = "Equals", Values = [] } = filter;
  switch (Key) {
    case "Path":
      return Values.some((path) => below(path, name, Option === "Recursive"));
    case "Name":
      return Values.some((value) => (Option === "Contains" ? name.includes(value) : fits(Option, name, value)));
    case "Type":
      return Values.some((value) => fits(Option, stored.type, value));
    case "KeyId":
      return Values.some((value) => fits(Option, stored.keyId ?? "", value));
    case "Tier":
      return Values.some((value) => fits(Option, stored.tier, value));
    case "DataType":
      return Values.some((value) => fits(Option, stored.dataType, value));
    case "Label":
      return Values.some((value) => stored.labels.some((label) => fits(Option, label, value)));
    default: {
      // `tag:…`: without values, any value will do.
      const tag = call.store.tags.get(name)?.get(Key.slice("tag:".length));
      return tag !== undefined && (Values.length === 0 || Values.some((value) => fits(Option, tag, value)));
    }
  }
}

/** Names with and without a leading slash are the same at the root. */
function fits(option: string, text: string, value: string): boolean {
  const [left, right] = [text, value].map((each) => (each.startsWith("/") ? each.slice(1) : each));
  return option === "BeginsWith" ? String(left).startsWith(String(right)) : left === right;
}

/** A name without a leading slash is at the root. */
export function below(path: string, name: string, recursive: boolean): boolean {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  const full = name.startsWith("/") ? name : `/${name}`;
  return full.startsWith(prefix) && (recursive || !full.slice(prefix.length).includes("/"));
}

export const invalidToken = (): AwsError => new AwsError("InvalidNextToken", "The specified token is not valid.");
