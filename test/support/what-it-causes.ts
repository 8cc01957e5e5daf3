import { randomUUID } from "node:crypto";
import { sign } from "@octokit/webhooks-methods";
import { systemClock } from "../../infra/system-clock.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { Pipeline } from "./pipeline.ts";

interface Caused {
  readonly run: RunResult | undefined;
  /** What AWS is asked to change, such as `CreateResource orders`. */
  readonly writes: readonly string[];
}

/** A clock on which nobody waits for long: GitHub lists no run of what it did not send. */
export const impatientClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => systemClock.sleep(Math.min(milliseconds, 20), signal),
};

/** Does things to a pipeline from outside, and tells what comes of them. */
export function whatItCauses(open: () => Pipeline) {
  /** The run that something causes, and what AWS is asked to change. */
  async function during(act: () => Promise<unknown>): Promise<Caused> {
    const { runs, stack } = open();
    const [before, requests] = [runs.length, stack.aws.requests().length];
    await act();
    await stack.idle();
    const writes = stack.aws
      .requests()
      .slice(requests)
      .filter(({ operation }) => /^(?:Create|Update|Delete)Resource$|^Put/.test(operation))
      .map(({ operation, name }) => `${operation} ${name}`);
    return { run: runs[before], writes };
  }

  return {
    during,
    dispatch: (inputs: Readonly<Record<string, string>>) => during(() => open().user.dispatch(inputs)),
    /**
     * Brings a webhook, signed as GitHub signs it unless `signedAs` says what the signature is of: what comes of it is a
     * job with whatever it says.
     */
    bring: async (payload: unknown, signedAs: unknown = payload): Promise<Caused & { readonly status: number }> => {
      const { webhookUrl, webhookSecret } = open().stack;
      let status = 0;
      const caused = await during(async () => {
        const headers = {
          "content-type": "application/json",
          "x-github-event": "workflow_dispatch",
          "x-github-delivery": randomUUID(),
          "x-hub-signature-256": await sign(webhookSecret, JSON.stringify(signedAs)),
        };
        ({ status } = await fetch(webhookUrl, { method: "POST", headers, body: JSON.stringify(payload) }));
      });
      return { ...caused, status };
    },
    /** The newest dispatch that GitHub told of, as it was signed. */
    sent: async (): Promise<Readonly<Record<string, unknown>>> => {
      const deliveries = await open().stack.github.deliveries();
      const mail = deliveries.findLast(({ event }) => event === "workflow_dispatch");
      if (mail === undefined) throw new Error("nobody dispatched anything");
      return mail.payload;
    },
  };
}
