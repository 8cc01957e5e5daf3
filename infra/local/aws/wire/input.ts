import { AwsError, validation } from "./aws-error.ts";
import { isObject, type JsonObject } from "../../../../workflows/engine/values/json.ts";

interface Presence {
  readonly required?: boolean;
}
export interface StringMember extends Presence {
  readonly type: "string";
  readonly min?: number;
  readonly max?: number;
  /** Source of a regular expression that must match the whole value. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Whether the message of a violation withholds the value. */
  readonly sensitive?: boolean;
}
interface IntegerMember extends Presence {
  readonly type: "integer";
  readonly min?: number;
  readonly max?: number;
}
interface BooleanMember extends Presence {
  readonly type: "boolean";
}
interface ListMember extends Presence {
  readonly type: "list";
  readonly items: Member;
  readonly min?: number;
  readonly max?: number;
}
interface StructureMember extends Presence {
  readonly type: "structure";
  readonly members: Shape;
}
/** A structure that is taken as JSON, once it has been checked. */
interface ModelMember extends Presence {
  readonly type: "model";
  readonly members: Shape;
}
export type Member = StringMember | IntegerMember | BooleanMember | ListMember | StructureMember | ModelMember;

/** What an operation takes, as its service model says. */
export type Shape = Readonly<Record<string, Member>>;

type ValueOf<M extends Member> = M extends StringMember
  ? string
  : M extends IntegerMember
    ? number
    : M extends BooleanMember
      ? boolean
      : M extends ListMember
        ? readonly ValueOf<M["items"]>[]
        : M extends StructureMember
          ? InputOf<M["members"]>
          : M extends ModelMember
            ? JsonObject
            : never;

type RequiredKeys<S extends Shape> = { [K in keyof S]: S[K]["required"] extends true ? K : never }[keyof S];

/** The input of an operation once `parseInput` has passed it. */
export type InputOf<S extends Shape> = { readonly [K in RequiredKeys<S>]: ValueOf<S[K]> } & {
  readonly [K in Exclude<keyof S, RequiredKeys<S>>]?: ValueOf<S[K]> | undefined;
};

const wrongType = (): AwsError =>
  new AwsError("SerializationException", "The request could not be deserialized: a member has the wrong type.");

/**
 * Checks a request body against an operation's shape.
 *
 * A wrong type or an unknown member is a SerializationException: AWS ignores unknown members, but a misspelt one is
 * a mistake that a test should see. Broken constraints are a ValidationException that lists them all, as AWS does.
 */
export function parseInput<S extends Shape>(shape: S, body: unknown): InputOf<S> {
  const violations: string[] = [];
  checkStructure(shape, body, "", violations);
  if (violations.length > 0) {
    const noun = violations.length === 1 ? "error" : "errors";
    throw validation(`${violations.length} validation ${noun} detected: ${violations.join("; ")}`);
  }
  // The body has just been checked against the shape that InputOf is derived from.
  return body as InputOf<S>;
}

function checkStructure(shape: Shape, value: unknown, at: string, violations: string[]): void {
  if (!isObject(value)) throw wrongType();
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(shape, name)) {
      throw new AwsError("SerializationException", `The request could not be deserialized: unknown member ${name}.`);
    }
  }
  for (const [name, member] of Object.entries(shape)) {
    const place = at === "" ? lowerFirst(name) : `${at}.${lowerFirst(name)}`;
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined) checkMember(member, given, place, violations);
    else if (member.required === true) violations.push(broken("null", place, "Member must not be null"));
  }
}

function checkMember(member: Member, value: unknown, at: string, violations: string[]): void {
  switch (member.type) {
    case "string":
      if (typeof value !== "string") throw wrongType();
      violations.push(...brokenStringRules(member, value).map((rule) => broken(quoted(member, value), at, rule)));
      return;
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value)) throw wrongType();
      violations.push(...brokenRange(member, value, "value").map((rule) => broken(`'${value}'`, at, rule)));
      return;
    case "boolean":
      if (typeof value !== "boolean") throw wrongType();
      return;
    case "list":
      if (!Array.isArray(value)) throw wrongType();
      violations.push(...brokenRange(member, value.length, "length").map((rule) => broken(listed(value), at, rule)));
      for (const [index, item] of value.entries()) {
        checkMember(member.items, item, `${at}.${index + 1}.member`, violations);
      }
      return;
    case "structure":
    case "model":
      checkStructure(member.members, value, at, violations);
  }
}

function brokenStringRules(member: StringMember, value: string): readonly string[] {
  const rules = [...brokenRange(member, value.length, "length")];
  if (member.pattern !== undefined && !whole(member.pattern).test(value)) {
    rules.push(`Member must satisfy regular expression pattern: ${member.pattern}`);
  }
  if (member.enum !== undefined && !member.enum.includes(value)) {
    rules.push(`Member must satisfy enum value set: [${member.enum.join(", ")}]`);
  }
  return rules;
}

/** AWS's patterns have escapes that JavaScript's Unicode mode refuses, and classes that need it. */
const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, pattern.includes(String.raw`\p{`) ? "u" : "");

function brokenRange(limits: { min?: number; max?: number }, size: number, what: string): readonly string[] {
  if (limits.max !== undefined && size > limits.max) {
    return [`Member must have ${what} less than or equal to ${limits.max}`];
  }
  if (limits.min !== undefined && size < limits.min) {
    return [`Member must have ${what} greater than or equal to ${limits.min}`];
  }
  return [];
}

const broken = (value: string, at: string, rule: string): string =>
  `Value ${value} at '${at}' failed to satisfy constraint: ${rule}`;

const quoted = (member: StringMember, value: string): string =>
  member.sensitive === true ? "at a sensitive member" : `'${value}'`;

const listed = (items: readonly unknown[]): string => `'[${items.map(String).join(", ")}]'`;

const lowerFirst = (name: string): string => `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
