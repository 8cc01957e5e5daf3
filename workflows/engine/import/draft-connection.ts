import { connectionSchema } from "../kinds/connection/schema.ts";
import type { InterpretSettings } from "../interpret/context.ts";
import { interpret } from "../interpret/interpret.ts";
import { hasErrors } from "../diagnostic.ts";
import { equalJson, isObject, type Json, type JsonObject, valueAt } from "../json.ts";
import { canonicalModel, completedBy, leaves, readablePart, writableLive, type Model } from "../kinds/model.ts";
import { completeModel, type DraftParameter } from "./complete-model.ts";
import { draftProps } from "./draft-props.ts";

/** What is known of a live connection. Values of secrets are in none of it. */
export interface ImportedConnection {
  readonly name: string;
  /** Cloud Control's model. */
  readonly properties: JsonObject;
  /** What its service tells beside Cloud Control. */
  readonly told: Model;
}

/** A definition that is yet to be written to a file. */
export interface ConnectionDraft {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  /** In the spelling of a definition; a credential is a reference. */
  readonly props: JsonObject;
  readonly parameters: readonly DraftParameter[];
  /** What `validate` will remark on it; no errors among it. */
  readonly remarks: readonly string[];
}

/** Why there is no draft, in words for people. */
export interface DraftRefusal {
  readonly reason: "no-credentials" | "not-expressible";
  readonly message: string;
}

/**
 * A live connection as a definition that reads back the same: it is interpreted here as a plan would interpret it, and
 * what does not come out as it is in AWS is refused. Parameters stand below the first of the allowed prefixes, in a
 * level of the connection's name.
 */
export function draftConnection(
  connection: ImportedConnection,
  id: string,
  settings: InterpretSettings,
): ConnectionDraft | DraftRefusal {
  const { name } = connection;
  // Cloud Control keeps credentials back; were it ever to send one, it would not get into a file.
  const readable = readablePart(connectionSchema, writableLive(connectionSchema, connection.properties));
  if (!isObject(readable["AuthParameters"])) {
    const message = "AWS has no credentials for it any more, as after a deauthorisation: give it some, or delete it";
    return { reason: "no-credentials", message };
  }
  const live = completedBy(readable, connection.told);
  const braces = leaves(connectionSchema, live).find(({ value }) => typeof value === "string" && value.includes("{{"));
  if (braces !== undefined) {
    const message = `the text at ${braces.path} has double braces, which a definition takes for a reference`;
    return { reason: "not-expressible", message };
  }
  const { model, parameters } = completeModel(live, `${settings.secretPrefixes[0] ?? "/"}${levelOf(name)}/`);
  const props = draftProps(model, id);
  const at = { file: "", line: 1, column: 1 };
  const { definitions, diagnostics } = interpret(
    { definitions: [{ id, props, at, positions: {} }], diagnostics: [] },
    settings,
  );
  const [definition] = definitions;
  const remarks = diagnostics.map(({ message }) => message);
  if (definition === undefined || hasErrors(diagnostics)) {
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    return { reason: "not-expressible", message: errors.join(" ") };
  }
  const back = definition.model;
  if (
    !equalJson(
      readablePart(connectionSchema, back),
      readablePart(connectionSchema, canonicalModel(connectionSchema, live)),
    ) ||
    !keepsHttp(back, live)
  ) {
    return { reason: "not-expressible", message: "it has something that a definition cannot say" };
  }
  return { type: definition.key.type, id, name, props, parameters, remarks };
}

/** The level of a connection's parameters: its name, unless that would look like a way to another level. */
function levelOf(name: string): string {
  return name === "." || name === ".." ? `${name}-` : name;
}

/** Where each set of HTTP parameters stands. */
const httpPlaces = {
  invocation: "/AuthParameters/InvocationHttpParameters",
  oauth: "/AuthParameters/OAuthParameters/OAuthHttpParameters",
} as const;

/** Whether every HTTP parameter, and every value that is known, is in the definition as it is in AWS. */
function keepsHttp(back: Model, live: Model): boolean {
  return Object.values(httpPlaces).every((path) => {
    const asked = valueAt(back, path) ?? {};
    const there = valueAt(live, path) ?? {};
    return equalJson(withoutSecrets(asked), withoutSecrets(there));
  });
}

function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([name]) => name !== "Value" || value["IsValueSecret"] === false);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutSecrets(member)]));
}
