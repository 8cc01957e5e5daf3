import { connectionSchema } from "../kinds/connection/schema.ts";
import { type SchemaNode } from "../kinds/schema.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { isSensitive, type Model } from "../kinds/model.ts";
import { formatReference } from "../reference.ts";
import { createNames, labelPart } from "./labels.ts";

/** A parameter that a person has to fill, since AWS does not give the value back. */
export interface DraftParameter {
  /** The parameter's name in Parameter Store. */
  readonly path: string;
  /** The last level of that name; within a connection no two differ by case only. */
  readonly label: string;
  /** JSON Pointer, in CloudFormation's spelling, of the property that refers to it. */
  readonly property: string;
}

export interface CompleteModel {
  readonly model: Model;
  readonly parameters: readonly DraftParameter[];
}

const credentialLabels: Readonly<Record<string, string>> = {
  ApiKeyValue: "api-key",
  Password: "password",
  ClientSecret: "client-secret",
};

const places: Readonly<Record<string, string>> = {
  HeaderParameters: "header",
  QueryStringParameters: "query",
  BodyParameters: "body",
};

/**
 * The model with a reference for each credential that it must have and does not show. `folder` is where the parameters
 * stand, with a slash at its end.
 */
export function completeModel(model: Model, folder: string): CompleteModel {
  const name = createNames();
  const parameters: DraftParameter[] = [];

  const refer = (label: string, property: string): string => {
    const unique = name(label);
    parameters.push({ path: folder + unique, label: unique, property });
    return formatReference({ service: "ssm-secure", path: folder + unique, version: null });
  };
  const complete = (node: SchemaNode | undefined, value: Json, path: string, list: string): Json => {
    if (node?.kind === "list" && Array.isArray(value)) {
      return value.map((item: Json, index) => complete(node.items, item, `${path}/${index}`, listLabel(path)));
    }
    if (node?.kind !== "object" || !isObject(value)) return value;
    const known = Object.entries(node.properties).flatMap(([key, child]): [string, Json][] => {
      const at = `${path}/${key}`;
      if (Object.hasOwn(value, key)) return [[key, complete(child, value[key] as Json, at, "")]];
      const isMissing = node.required?.includes(key) === true && isSensitive(child, value);
      return isMissing ? [[key, refer(credentialLabels[key] ?? `${list}-${keyOf(value)}`, at)]] : [];
    });
    const unknown = Object.entries(value).filter(([key]) => !Object.hasOwn(node.properties, key));
    return Object.fromEntries([...known, ...unknown]);
  };

  const completed = complete(connectionSchema, model, "", "");
  return { model: isObject(completed) ? completed : model, parameters };
}

/** `header`, `query` or `body`, with `oauth-` before it for the token request's. */
function listLabel(path: string): string {
  const place = places[path.slice(path.lastIndexOf("/") + 1)] ?? "parameter";
  return path.includes("/OAuthHttpParameters/") ? `oauth-${place}` : place;
}

function keyOf(parameter: JsonObject): string {
  return labelPart(typeof parameter["Key"] === "string" ? parameter["Key"] : "");
}
