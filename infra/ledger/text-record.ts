import * as v from "valibot";
import { isObject, type JsonObject } from "../../workflows/engine/values/json.ts";

/**
 * A JSON object out of `JSON.parse`, whose members are therefore JSON. valibot's own `record` leaves out members named
 * `constructor` or `prototype`, which are valid names of connections, parameters and inputs.
 */
export const jsonObjectSchema = v.custom<JsonObject>(isObject, "expected an object");

/** The same, with text for every member. */
export const textRecordSchema = v.custom<Readonly<Record<string, string>>>(
  (value) => isObject(value) && Object.values(value).every((member) => typeof member === "string"),
  "expected an object of strings",
);
