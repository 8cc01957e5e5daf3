import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "./json.ts";

/** SHA-256 over the canonical form, in hexadecimal: equal for equal values in any key order. */
export function digestOf(value: Json): string {
  return digestOfText(canonicalJson(value));
}

/** SHA-256 over the text as it stands, in hexadecimal. */
export function digestOfText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
