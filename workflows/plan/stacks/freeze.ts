import { allPages } from "../../calls/all-pages.ts";
import { Refusal } from "../../ports/answer.ts";
import type { Freeze } from "../../ports/freeze.ts";
import type { StackReader } from "../../ports/stacks.ts";

/**
 * The freeze of a terminal: its own, and that of every stack that it works beside, looked up anew each time. Whoever
 * may not look up the stacks applies nothing anyway, so that it is no freeze.
 */
export function freezeBeside(own: Freeze, stacks: StackReader): Freeze {
  return {
    async frozen(signal) {
      const why = await own.frozen(signal);
      if (why !== null) return why;
      const stages = await allPages((token) => stacks.stages(token, signal));
      if (stages instanceof Refusal) return stages.kind === "denied" ? null : stages;
      for (const stage of stages.toSorted()) {
        const answer = await stacks.frozen(stage, signal);
        if (answer instanceof Refusal) return answer;
        if (answer !== null) return `${answer} (by the freeze of the stack "${stage}")`;
      }
      return null;
    },
  };
}
