import type { Json } from "../../../workflows/engine/json.ts";
import { isObject } from "../../../workflows/engine/json.ts";
import type { RegionState } from "./state.ts";

/** Which connections, destinations or parameters a request is about, as its body says; values are never looked at. */
export function subjectNames(body: unknown, store: RegionState): readonly string[] {
  if (!isObject(body)) return [];
  const names = [
    body["Name"],
    body["Path"],
    nameInJson(body["Identifier"], true),
    nameInJson(body["DesiredState"], false),
  ];
  const list = body["Names"];
  if (Array.isArray(list)) names.push(...(list as readonly Json[]));
  const token = body["RequestToken"];
  if (typeof token === "string") names.push(store.requests.get(token)?.identifier);
  return names.filter((name) => typeof name === "string");
}

/** The name in the JSON of a desired state or an identifier; an identifier may also be the name itself. */
function nameInJson(value: Json | undefined, plain: boolean): Json | undefined {
  if (typeof value !== "string") return undefined;
  if (!value.trimStart().startsWith("{")) return plain ? value : undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed["Name"] : undefined;
  } catch {
    return undefined;
  }
}
