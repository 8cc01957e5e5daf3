import type { Plan } from "../workflows/engine/plan.ts";
import type { ConnectionReader, LiveConnection } from "../workflows/ports/cloud.ts";

export interface RememberedReads {
  readonly reader: ConnectionReader;
  /**
   * Reads once more, under the lock, what the plan changes. Of what stays as it is the first answer stands: nothing is
   * written to it, and a large folder is not read twice.
   */
  readonly readChanging: (plan: Plan) => ConnectionReader["read"];
}

/** A reader that remembers its answers, for the plan that is shown and for the apply right after it. */
export function rememberReads(connections: ConnectionReader): RememberedReads {
  const answers = new Map<string, LiveConnection | undefined>();
  return {
    reader: {
      async read(name, signal) {
        const found = await connections.read(name, signal);
        answers.set(name, found);
        return found;
      },
    },
    readChanging(plan) {
      const unchanged = new Set(plan.changes.filter(({ action }) => action === "no-op").map(({ name }) => name));
      return async (name, signal) =>
        unchanged.has(name) && answers.has(name) ? answers.get(name) : await connections.read(name, signal);
    },
  };
}
