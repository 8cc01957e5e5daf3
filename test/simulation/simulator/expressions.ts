import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/* As much of DynamoDB's expressions as the ledger writes: conditions, and what an update does. */

export type Item = Readonly<Record<string, AttributeValue>>;

export interface Expressed {
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

/** Whether an item, or that there is none, meets a condition; none is always met. */
export function meets(item: Item | undefined, given: Expressed): boolean {
  const tokens = tokensOf(given.ConditionExpression ?? "");
  if (tokens.length === 0) return true;
  const reader = readerOf(tokens, given, item);
  let at = 0;

  function either(): boolean {
    let result = both();
    while (tokens[at] === "OR") {
      at += 1;
      const right = both();
      result ||= right;
    }
    return result;
  }

  function both(): boolean {
    let result = one();
    while (tokens[at] === "AND") {
      at += 1;
      const right = one();
      result &&= right;
    }
    return result;
  }

  function one(): boolean {
    const token = tokens[at] ?? "";
    if (token === "(") {
      at += 1;
      const result = either();
      at += 1;
      return result;
    }
    if (token === "attribute_not_exists") {
      const value = reader(at + 2);
      at += 4;
      return value === undefined;
    }
    const [left, comparison, right] = [reader(at), tokens[at + 1] ?? "", reader(at + 2)];
    at += 3;
    return compared(left, comparison, right);
  }

  const result = either();
  if (at !== tokens.length) throw new Error(`not understood: ${given.ConditionExpression}`);
  return result;
}

/** What becomes of an item, or of nothing, by `SET`, `ADD` and `REMOVE`. */
export function updated(key: Item, item: Item | undefined, given: Expressed): Item {
  const result: Record<string, AttributeValue> = { ...key, ...item };
  for (const [, verb = "", text = ""] of (given.UpdateExpression ?? "").matchAll(
    /(SET|ADD|REMOVE) (.*?)(?= SET | ADD | REMOVE |$)/g,
  )) {
    for (const part of text.split(/,(?![^(]*\))/)) {
      const tokens = tokensOf(part);
      const name = nameOf(tokens[0] ?? "", given);
      if (verb === "REMOVE") delete result[name];
      else if (verb === "ADD") result[name] = sum(item?.[name], readerOf(tokens, given, item)(1));
      else result[name] = assigned(tokens.slice(2), given, item);
    }
  }
  return result;
}

/** A value, a name, `if_not_exists(name, value)`, or such a thing and another one. */
function assigned(tokens: readonly string[], given: Expressed, item: Item | undefined): AttributeValue {
  const reader = readerOf(tokens, given, item);
  const isDefault = tokens[0] === "if_not_exists";
  const first = isDefault ? (reader(2) ?? reader(4)) : reader(0);
  const plus = isDefault ? 6 : 1;
  if (first === undefined) throw new Error(`nothing to set: ${tokens.join(" ")}`);
  return tokens[plus] === "+" ? sum(first, reader(plus + 1)) : first;
}

function sum(one: AttributeValue | undefined, other: AttributeValue | undefined): AttributeValue {
  return { N: String(Number(one?.N ?? 0) + Number(other?.N ?? 0)) };
}

function tokensOf(text: string): readonly string[] {
  return text.match(/[#:]?\w+|<=|>=|<>|[()=<>,+]/g) ?? [];
}

function nameOf(token: string, { ExpressionAttributeNames: names = {} }: Expressed): string {
  return token.startsWith("#") ? (names[token] ?? token) : token;
}

function readerOf(tokens: readonly string[], given: Expressed, item: Item | undefined) {
  return (index: number): AttributeValue | undefined => {
    const token = tokens[index] ?? "";
    return token.startsWith(":") ? given.ExpressionAttributeValues?.[token] : item?.[nameOf(token, given)];
  };
}

function compared(left: AttributeValue | undefined, comparison: string, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  const order =
    left.N !== undefined && right.N !== undefined
      ? Number(left.N) - Number(right.N)
      : (left.S ?? "") < (right.S ?? "")
        ? -1
        : Number(left.S !== right.S);
  switch (comparison) {
    case "=":
      return order === 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      throw new Error(`the comparison ${comparison} is not known`);
  }
}
