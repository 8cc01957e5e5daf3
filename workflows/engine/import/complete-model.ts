import { isObject, type Json, type JsonObject, pointerSegment } from "../values/json.ts";
import { isSensitive } from "../kinds/model.ts";
import type { Model } from "../values/model.ts";
import { childNode, type ListNode, type ObjectNode, type SchemaNode, type SetNode } from "../kinds/schema.ts";
import { kebabCaseOf } from "../kinds/spellings.ts";
import { formatReference } from "../values/reference.ts";
import { createNames, labelPart } from "./labels.ts";

/** A parameter that a person has to fill, since AWS does not give the value back. */
export interface DraftParameter {
  /** The parameter's name in Parameter Store. */
  readonly path: string;
  /** The last level of that name; within a resource no two differ by case only. */
  readonly label: string;
  /** JSON Pointer, in CloudFormation's spelling, of the property that refers to it. */
  readonly property: string;
}

export interface CompleteModel {
  readonly model: Model;
  readonly parameters: readonly DraftParameter[];
}

/** Where a value stands, and what labels in it are made of. */
interface Subject {
  readonly path: string;
  /** The last name on the way. */
  readonly name: string;
  /** Of the item of a list, a set or a map that it stands in; null: in none. */
  readonly item: string | null;
  /** What labels of items begin with. */
  readonly prefix: string;
}

/**
 * The model with a reference for each credential that it must have and does not show. `folder` is where the parameters
 * stand, with a slash at its end.
 */
export function completeModel(schema: ObjectNode, model: Model, folder: string): CompleteModel {
  const name = createNames();
  const parameters: DraftParameter[] = [];

  const refer = (label: string, property: string): string => {
    const unique = name(label);
    parameters.push({ path: folder + unique, label: unique, property });
    return formatReference({ service: "ssm-secure", path: folder + unique, version: null });
  };
  const complete = (node: SchemaNode | undefined, value: Json, subject: Subject): Json => {
    if ((node?.kind === "list" || node?.kind === "set") && Array.isArray(value)) {
      return value.map((item: Json, index) => complete(node.items, item, itemSubject(node, item, index, subject)));
    }
    if (!isObject(value)) return value;
    if (node?.kind === "map") {
      const members = Object.entries(value).map(([key, member]): [string, Json] => [
        key,
        complete(node.values, member, { ...inside(subject, key), item: `${labelOf(node, subject)}-${labelPart(key)}` }),
      ]);
      return Object.fromEntries(members);
    }
    return node?.kind === "object" ? completeObject(node, value, subject) : value;
  };
  const completeObject = (node: ObjectNode, value: JsonObject, subject: Subject): JsonObject => {
    const prefix = node.label === undefined ? subject.prefix : `${node.label}-`;
    const known = Object.entries(node.properties).flatMap(([key, child]): [string, Json][] => {
      const at = { ...inside(subject, key), prefix };
      if (Object.hasOwn(value, key)) return [[key, complete(child, value[key] as Json, at)]];
      const isMissing = node.required?.includes(key) === true && isSensitive(child, value);
      return isMissing ? [[key, refer(credentialLabel(child, at), at.path)]] : [];
    });
    const unknown = Object.entries(value).filter(([key]) => childNode(node, key) === undefined);
    return Object.fromEntries([...known, ...unknown]);
  };

  const completed = completeObject(schema, model, { path: "", name: "", item: null, prefix: "" });
  return { model: completed, parameters };
}

function inside(subject: Subject, name: string): Subject {
  return { ...subject, path: `${subject.path}/${pointerSegment(name)}`, name };
}

function itemSubject(node: ListNode | SetNode, item: Json, index: number, subject: Subject): Subject {
  const key = node.key === undefined || !isObject(item) ? String(index) : item[node.key];
  const label = `${subject.prefix}${labelOf(node, subject)}-${labelPart(typeof key === "string" ? key : "")}`;
  return { ...inside(subject, String(index)), item: label };
}

function labelOf(node: SchemaNode, { name }: Subject): string {
  return ("label" in node ? node.label : undefined) ?? kebabCaseOf(name);
}

/** Its own label, else that of the item that it stands in, else its name. */
function credentialLabel(node: SchemaNode, subject: Subject): string {
  return (node.kind === "string" ? node.label : undefined) ?? subject.item ?? kebabCaseOf(subject.name);
}
