import { keyText } from "../workflows/engine/kinds/key.ts";
import type { Plan } from "../workflows/engine/plan.ts";
import { Refusal } from "../workflows/ports/answer.ts";
import type { ResourceReader, LiveResource } from "../workflows/ports/resources.ts";

export interface RememberedReads {
  readonly reader: ResourceReader;
  /**
   * Reads once more, under the lock, what the plan changes. Of what stays as it is the first answer stands: nothing is
   * written to it, and a large folder is not read twice.
   */
  readonly readChanging: (plan: Plan) => ResourceReader["read"];
}

/** A reader that remembers its answers, for the plan that is shown and for the apply right after it. */
export function rememberReads(resources: ResourceReader): RememberedReads {
  const answers = new Map<string, LiveResource | undefined>();
  return {
    reader: {
      async read(key, signal) {
        const found = await resources.read(key, signal);
        if (!(found instanceof Refusal)) answers.set(keyText(key), found);
        return found;
      },
    },
    readChanging(plan) {
      const unchanged = new Set(plan.changes.filter(({ action }) => action === "no-op").map(({ key }) => keyText(key)));
      return async (key, signal) => {
        const text = keyText(key);
        return unchanged.has(text) && answers.has(text) ? answers.get(text) : await resources.read(key, signal);
      };
    },
  };
}
