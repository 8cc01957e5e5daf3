import { isObject, type Json, type JsonObject, parseJson } from "../../../../workflows/engine/values/json.ts";
import type { Surroundings, ResourceType } from "../cloud-control/resource-type.ts";

/**
 * Which resources or parameters a request is about, by the names that people give them, as its body and what is stored
 * say; values are never looked at.
 */
export function subjectNames(body: unknown, place: Surroundings): readonly string[] {
  if (!isObject(body)) return [];
  const type = typeof body["TypeName"] === "string" ? place.types.get(body["TypeName"]) : undefined;
  const names = [body["Name"], body["Path"], identified(body["Identifier"], type, place), desiredName(body, type)];
  names.push(secretOwner(body["SecretId"]));
  const list = body["Names"];
  if (Array.isArray(list)) names.push(...(list as readonly Json[]));
  if (typeof body["RequestToken"] === "string") names.push(requestedName(body["RequestToken"], place));
  return names.filter((name) => typeof name === "string");
}

/** The secrets that there are belong to connections, and have their names in their own. */
function secretOwner(id: Json | undefined): Json | undefined {
  const [, name] = typeof id === "string" ? (/events!connection\/([^/]+)\//.exec(id) ?? []) : [];
  return name ?? id;
}

/** An identifier is given as it is, or as JSON that names its property. */
function identified(given: Json | undefined, type: ResourceType | undefined, place: Surroundings): Json | undefined {
  if (typeof given !== "string") return undefined;
  const isJson = given.trimStart().startsWith("{");
  if (type === undefined) return isJson ? undefined : given;
  const identifier = isJson ? parsed(given)?.[type.naming.identifier] : given;
  return typeof identifier === "string" ? nameOf(identifier, type, place) : undefined;
}

/** A resource that is not there, or has no name, goes by its identifier. */
function nameOf(identifier: string, type: ResourceType, { store }: Surroundings): string {
  const name = type.stored(store, identifier)?.properties[type.naming.name];
  return typeof name === "string" ? name : identifier;
}

function desiredName(body: JsonObject, type: ResourceType | undefined): Json | undefined {
  const desired = body["DesiredState"];
  return type === undefined || typeof desired !== "string" ? undefined : parsed(desired)?.[type.naming.name];
}

function requestedName(token: string, place: Surroundings): Json | undefined {
  const request = place.store.requests.get(token);
  const type = request === undefined ? undefined : place.types.get(request.typeName);
  if (request === undefined || type === undefined) return request?.identifier;
  const desired = request.desired?.[type.naming.name];
  return typeof desired === "string" ? desired : nameOf(request.identifier, type, place);
}

function parsed(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}
