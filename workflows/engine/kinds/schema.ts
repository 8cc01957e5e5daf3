/**
 * The language in which a kind says what its resources look like: data of the project's own, in CloudFormation's
 * spelling. Names, required members, enumerations and access come from the CloudFormation registry schema; members
 * named `api…` are stricter limits of the service's own API, which the registry does not state but the service enforces.
 */

/** Who may read or write a property through Cloud Control. Absent: readable and writable. */
export type Access = "read-only" | "write-only" | "create-only";

interface Common {
  /** One sentence for editors and documentation. */
  readonly doc: string;
  readonly access?: Access;
  /**
   * Of what may be left out. `empty`: the service keeps what an update leaves out, so a removal is sent as its empty
   * form: an empty text or list, an object of empty lists. Absent: what is left out goes.
   */
  readonly removal?: "empty";
}

export interface StringNode extends Common {
  readonly kind: "string";
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Source of a regular expression, applied unanchored as JSON Schema does. */
  readonly pattern?: string;
  /** What the patterns ask for, in words that follow "takes". */
  readonly form?: string;
  /** A value as it may look, for hints. */
  readonly example?: string;
  /** Limits of the service's API where they are stricter than the registry's. */
  readonly apiMaxLength?: number;
  readonly apiPattern?: string;
  /** What to say instead of an error where it is unconfirmed that the live service enforces `apiPattern`. */
  readonly apiPatternUnconfirmed?: {
    /** The problem of the kind, without facts, that it is. */
    readonly code: string;
    /** In words that follow the property's name. */
    readonly message: string;
    readonly hint: string;
  };
  /**
   * How a value gets to its destination, where less gets there than the registry takes: `header`: one line of printable
   * ASCII (RFC 9110, section 5.5); `header-name`: the characters of one (section 5.1); `credential`: whatever but tabs,
   * which only an accident puts into one. Values of parameters are held against it, which nobody sees in a review.
   */
  readonly travels?: "header" | "header-name" | "credential";
  /** Whether the value is a credential: always, or unless the sibling of that name is false. */
  readonly secret?: "always" | { readonly unless: string };
  /** Of a credential: the last level of the parameter's name that hints and imports propose. Absent: its own name. */
  readonly label?: string;
  /** Of a credential: whether a scheme may stand before its reference, such as `Bearer `, which is no secret. */
  readonly scheme?: true;
  /**
   * What the value decides about secrets, in words that follow "would decide". No reference may stand in it: whoever may
   * write the parameter would decide it, and no review would see it. Absent: nothing.
   */
  readonly decides?: string;
  /** Whether a message may quote the value: names of things and choices. Others may be a misplaced credential. */
  readonly quotable?: true;
  /**
   * How a hint corrects a value of the wrong form: `line` makes it one line; `words` are the characters, as in brackets
   * of a regular expression, that it may have, and a hyphen takes the place of others. Absent: a hint has an example.
   */
  readonly repair?: "line" | { readonly words: string };
  /** Whether a check of the kind says which of the choices is meant, so that the schema says nothing. */
  readonly choice?: "judged-by-the-kind";
}

export interface BooleanNode extends Common {
  readonly kind: "boolean";
  /** What AWS assumes where it is left out: always sent, so that nothing is left open. Absent: nothing is assumed. */
  readonly default?: boolean;
}

/** A number; `integer`: a whole one. */
export interface NumberNode extends Common {
  readonly kind: "integer" | "number";
  readonly minimum?: number;
  readonly maximum?: number;
  /** As of a boolean. */
  readonly default?: number;
}

/** Any JSON value. A text that is JSON means the same as the value: AWS takes the one and may answer with the other. */
export interface JsonNode extends Common {
  readonly kind: "json";
}

/** An object whose members have any name and values of one form. */
export interface MapNode extends Common {
  readonly kind: "map";
  readonly values: SchemaNode;
}

export interface ListNode extends Common {
  readonly kind: "list";
  readonly items: SchemaNode;
  /** The member by which an item is known again where others come before it. Absent: by its place. */
  readonly key?: string;
  /** What names of parameters begin with that hints and imports propose for credentials in it. Absent: its own name. */
  readonly label?: string;
  /** A limit of the service's API. */
  readonly apiMaxItems?: number;
}

/** Items whose order says nothing, and which AWS may return in another one. */
export interface SetNode extends Common {
  readonly kind: "set";
  readonly items: SchemaNode;
  /** The member that tells items apart. Absent: the whole item. */
  readonly key?: string;
  /** As of a list. */
  readonly label?: string;
  readonly apiMaxItems?: number;
}

export interface ObjectNode extends Common {
  readonly kind: "object";
  readonly properties: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  /** Members that the service's API requires, where the registry requires none. */
  readonly apiRequired?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  /** Exactly one of these members must be present. */
  readonly exactlyOneOf?: readonly string[];
  /** What it is, in words that follow "has", such as "an API key". */
  readonly noun?: string;
  /** What labels of credentials in its lists begin with in an import. Absent: with nothing more. */
  readonly label?: string;
}

export type SchemaNode = StringNode | BooleanNode | NumberNode | JsonNode | MapNode | ListNode | SetNode | ObjectNode;

/** JSON Pointers of every property with the given access. What stands in lists, sets and maps is not listed. */
export function pathsWithAccess(access: Access, node: SchemaNode, at = ""): readonly string[] {
  if (node.access === access) return [at];
  if (node.kind !== "object") return [];
  return Object.entries(node.properties).flatMap(([name, child]) => pathsWithAccess(access, child, `${at}/${name}`));
}

/** Whether something is so of a node, or of one in it, at any depth. What does not count has nothing in it that does. */
export function anyNode(
  node: SchemaNode,
  isSo: (node: SchemaNode) => boolean,
  counts: (node: SchemaNode) => boolean = () => true,
): boolean {
  return counts(node) && (isSo(node) || nodesIn(node).some((each) => anyNode(each, isSo, counts)));
}

function nodesIn(node: SchemaNode): readonly SchemaNode[] {
  switch (node.kind) {
    case "object":
      return Object.values(node.properties);
    case "map":
      return [node.values];
    case "list":
    case "set":
      return [node.items];
    case "string":
    case "boolean":
    case "integer":
    case "number":
    case "json":
      return [];
  }
}

/** Whether a node is a credential, by what the schema says alone. */
export function isSecret(node: SchemaNode): boolean {
  return node.kind === "string" && node.secret !== undefined;
}

/** The node of a member of a value; undefined where the schema says nothing of it. Indexes of lists lead to their items. */
export function childNode(node: SchemaNode | undefined, name: string): SchemaNode | undefined {
  switch (node?.kind) {
    case "object":
      return Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
    case "map":
      return node.values;
    case "list":
    case "set":
      return node.items;
    case "string":
    case "boolean":
    case "integer":
    case "number":
    case "json":
    case undefined:
      return undefined;
  }
}

/** The node that a JSON Pointer names; undefined where the schema has no such property. */
export function nodeAt(schema: SchemaNode, pointer: string): SchemaNode | undefined {
  let node: SchemaNode | undefined = schema;
  for (const segment of pointer.split("/").slice(1)) node = childNode(node, segment);
  return node;
}
