import { hasErrors } from "../definition/diagnostic.ts";
import type { InterpretSettings } from "../interpret/context.ts";
import { interpret } from "../interpret/interpret.ts";
import { equalJson, type JsonObject } from "../values/json.ts";
import type { ImportRefusal, Kind } from "../kinds/kind.ts";
import type { Described } from "../kinds/resource-kind.ts";
import { canonicalModel, knownPart, leaves, mergedModel, readablePart, writableLive } from "../kinds/model.ts";
import { completeModel, type DraftParameter } from "./complete-model.ts";
import { secretSource, type SecretSource } from "./secret-source.ts";
import { draftProps } from "./draft-props.ts";

/** What is known of a live resource. Values of secrets are in none of it. */
export interface ImportedResource {
  readonly kind: Kind;
  readonly name: string;
  /** Cloud Control's model. */
  readonly properties: JsonObject;
  /** What another API tells of it; null: there is none. */
  readonly described: Pick<Described, "model"> | null;
}

/** A parameter, and where AWS keeps the value that it is to have; null: nowhere that we know of. */
export interface SourcedParameter extends DraftParameter {
  readonly source: SecretSource | null;
}

/** A definition that is yet to be written to a file. */
export interface Draft {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  /** In the spelling of a definition; a credential is a reference. */
  readonly props: JsonObject;
  readonly parameters: readonly SourcedParameter[];
  /** What `validate` will remark on it; no errors among it. */
  readonly remarks: readonly string[];
}

/**
 * A live resource as a definition that reads back the same: it is interpreted here as a plan would interpret it, and
 * what does not come out as it is in AWS is refused. Parameters stand below the first of the allowed prefixes, in a
 * level of the resource's name.
 */
export function draftResource(
  { kind, name, properties, described }: ImportedResource,
  id: string,
  settings: InterpretSettings,
): Draft | ImportRefusal {
  const { schema, type } = kind;
  // Cloud Control keeps credentials back; were it ever to send one, it would not get into a file.
  const readable = readablePart(schema, writableLive(schema, properties));
  const refusal = kind.refuseImport(readable);
  if (refusal !== undefined) return refusal;
  const live = mergedModel(readable, writableLive(schema, described?.model ?? {}));
  const braces = leaves(schema, live).find(({ value }) => typeof value === "string" && value.includes("{{"));
  if (braces !== undefined) {
    return inexpressible(`the text at ${braces.path} has double braces, which a definition takes for a reference`);
  }
  const folder = `${settings.secretPrefixes[0] ?? "/"}${levelOf(name)}/`;
  const { model, parameters } = completeModel(schema, live, folder);
  const props = draftProps(model, id, kind);
  const at = { file: "", line: 1, column: 1 };
  const { definitions, diagnostics } = interpret(
    { definitions: [{ type, id, props, at, locations: {} }], diagnostics: [] },
    settings,
  );
  const [definition] = definitions;
  if (definition === undefined || hasErrors(diagnostics)) {
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    return inexpressible(errors.join(" "));
  }
  if (!equalJson(knownPart(schema, definition.model), knownPart(schema, canonicalModel(schema, live)))) {
    return inexpressible("it has something that a definition cannot say");
  }
  const sourced = parameters.map((parameter) => ({
    ...parameter,
    source: secretSource(kind, properties, model, parameter.property),
  }));
  return { type, id, name, props, parameters: sourced, remarks: diagnostics.map(({ message }) => message) };
}

function inexpressible(message: string): ImportRefusal {
  return { reason: "not-expressible", message };
}

/** The level of a resource's parameters: its name, unless that would look like a way to another level. */
function levelOf(name: string): string {
  return name === "." || name === ".." ? `${name}-` : name;
}
