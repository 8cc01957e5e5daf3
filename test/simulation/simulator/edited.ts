import { broken, CONFIG, configurations, declaredIn, pathOf, textOf, usual } from "./declared.ts";
import type { Files } from "./git.ts";
import type { Edit } from "./steps.ts";

/** Files as somebody left them. */
export function edited(files: Files, edits: readonly Edit[]): Files {
  const result: Record<string, string> = { ...files };
  for (const edit of edits) {
    if ("configuration" in edit) {
      const text = configurations[edit.configuration];
      if (text === undefined) delete result[CONFIG];
      else result[CONFIG] = text;
      continue;
    }
    const { slot, to } = edit;
    const path = pathOf(slot);
    if (to === "deleted") delete result[path];
    else if (to === "broken") result[path] = broken;
    else result[path] = textOf(slot, { ...(declaredIn(result, slot) ?? usual), ...to });
  }
  return result;
}
