import { randomUUID } from "node:crypto";
import { sign } from "@octokit/webhooks-methods";
import type { LocalStack } from "../../cli/local/stack.ts";

/** A webhook that GitHub sent. */
interface Mail {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Webhooks that are lost on their way, until a test brings one by hand. */
export interface HeldMail {
  /** Brings the newest webhook that is meant, once more if it came before, and waits until all that it causes is done. */
  deliver(isMeant: (mail: Mail) => boolean): Promise<void>;
}

/** Browsers and `fetch` refuse this port, so that nothing waits for it. */
const nowhere = "http://127.0.0.1:9/";

export function holdMail(stack: LocalStack): HeldMail {
  const { github, webhookUrl, webhookSecret } = stack;
  const brought = new Set<string>();
  github.setWebhook({ url: nowhere });
  return {
    async deliver(isMeant) {
      await github.idle();
      const mail = (await github.deliveries()).findLast(isMeant);
      if (mail === undefined) throw new Error("GitHub sent no such webhook");
      // What is the same to the letter would be taken for a repetition.
      const body = JSON.stringify(brought.has(mail.guid) ? { ...mail.payload, again: randomUUID() } : mail.payload);
      brought.add(mail.guid);
      const headers = {
        "content-type": "application/json",
        "x-github-event": mail.event,
        "x-github-delivery": mail.guid,
        "x-hub-signature-256": await sign(webhookSecret, body),
      };
      const { status } = await fetch(webhookUrl, { method: "POST", headers, body });
      if (status !== 202) throw new Error(`the webhook answered ${status}`);
      await stack.idle();
    },
  };
}
