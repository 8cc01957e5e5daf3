import type { Files } from "./git-clone.ts";
import { defined } from "./oauth-definitions.ts";
import type { Value } from "./review-steps.ts";

/** The file that says so of the definition that histories are about. */
export function filesOf(value: Value): Files {
  if (value === null) return defined("alpha", null);
  return defined("alpha", { to: value.to, ...(value.isDescribed && { description: "described" }) });
}

/** What the text of its file says; null: there is none. */
export function valueOf(text: string | null): Value {
  if (text === null) return null;
  return { to: text.includes("https://e.example.com") ? "e" : "x", isDescribed: text.includes('"description"') };
}
