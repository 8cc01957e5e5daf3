import * as v from "valibot";
import type { HookDeliveries } from "../../workflows/ports/deliveries.ts";
import type { GithubClient } from "./github-client.ts";

/** Ids of deliveries are 64 bits long: Octokit gives those that a number cannot hold as a bigint. */
const identifier = v.union([v.number(), v.bigint()]);

const listSchema = v.array(
  v.object({
    id: identifier,
    guid: v.string(),
    delivered_at: v.string(),
    status: v.string(),
    event: v.string(),
    repository_id: v.nullish(identifier, null),
  }),
);

/**
 * As many pages of a hundred are read, the newest: whoever causes more events than that between two rounds has the older
 * ones forgotten, and takes no more than these of the requests that the App has.
 */
const mostPages = 20;

/** The App's webhook deliveries. `client` acts in the App's own name: an installation may not ask. */
export function createHookDeliveries(client: GithubClient): HookDeliveries {
  return {
    async since(since) {
      // Unfiltered: GitHub's `status=failure` stands for answers of 400 to 599 alone, and leaves out what got no
      // answer (unconfirmed).
      let pages = 0;
      const found = await client.follow(
        "list webhook deliveries",
        listSchema,
        (cursor) =>
          client.rest.apps.listWebhookDeliveries({ per_page: 100, ...(cursor === undefined ? {} : { cursor }) }),
        (page) => {
          pages += 1;
          return pages < mostPages && page.every((delivery) => Date.parse(delivery.delivered_at) >= since);
        },
      );
      return found
        .map((delivery) => ({
          id: String(delivery.id),
          guid: delivery.guid,
          deliveredAt: Date.parse(delivery.delivered_at),
          succeeded: delivery.status === "OK",
          event: delivery.event,
          repository: delivery.repository_id === null ? null : Number(delivery.repository_id),
        }))
        .filter(({ deliveredAt }) => deliveredAt >= since);
    },

    async redeliver(id) {
      await client.call("redeliver a webhook", v.unknown(), () =>
        // Octokit's type says number; it only writes the id into the path, where a longer one must stay exact.
        client.rest.apps.redeliverWebhookDelivery({ delivery_id: id as unknown as number }),
      );
    },
  };
}
