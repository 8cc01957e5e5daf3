import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { connection } from "../../workflows/engine/kinds/connection/index.ts";
import type { Key } from "../../workflows/engine/values/key.ts";
import { defineKind } from "../../workflows/engine/kinds/kind.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { createKinds } from "../../workflows/engine/kinds/registry.ts";
import { referencesIn } from "../../workflows/engine/values/reference.ts";
import { apiKeyModel, defined, nameOf, options } from "./definitions.ts";

/*
 * A made-up kind whose resources may have the names of connections: a name says which resource is meant only together
 * with the type.
 */

/** Code that goes by names takes a crate for the connection that has its name. */
export const crate = defineKind({
  type: "Test::Yard::Crate",
  identity: { name: "Name" },
  schema: {
    kind: "object",
    doc: "A crate.",
    properties: {
      Name: { kind: "string", doc: "What it is called.", access: "create-only" },
      Arn: { kind: "string", doc: "Its ARN.", access: "read-only" },
      Size: { kind: "integer", doc: "How large it is." },
      Code: { kind: "string", doc: "What opens it.", access: "write-only", secret: "always" },
    },
  },
});

export const yard = createKinds([connection, crate]);

export function crateKey(name: string): Key {
  return { type: crate.type, identifier: name };
}

/** A crate with the code `/bridgehead/crates/<name>`. */
export function crateModel(name: string, changes: Model = {}): Model {
  return { Name: name, Size: 1, Code: `{{resolve:ssm-secure:/bridgehead/crates/${name}}}`, ...changes };
}

export function crateOf(model: Model, changes: Partial<Definition> = {}): Definition {
  const name = nameOf(model);
  const at = { file: `${name}-crate.ts`, line: 7, column: 1 };
  const code = model["Code"];
  const references =
    typeof code === "string" ? referencesIn(code).map((reference) => ({ ...at, path: "/Code", reference })) : [];
  return { ...at, key: crateKey(name), id: `${name}-crate`, name, model, options, references, ...changes };
}

/** A connection and a crate of one name. */
export function pairOf(name: string): readonly [Definition, Definition] {
  return [defined(apiKeyModel(name)), crateOf(crateModel(name))];
}
