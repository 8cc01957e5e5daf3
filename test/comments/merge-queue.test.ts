import { describe } from "vitest";
import { checkNames } from "../../workflows/ports/checks.ts";
import { openQueue } from "../support/merge-queue.ts";
import { defined } from "../support/oauth-definitions.ts";
import { type Bench, useBench } from "./bench.ts";
import { type Shown, situations } from "./situations.ts";

/* What the check of a merge queue's group says. */

/** Puts pull requests into the queue, and shows the check of the last one's group. */
async function groupOf(bench: Bench, ...numbers: readonly number[]): Promise<Shown> {
  const { stack } = bench;
  // Nothing is merged here: a situation leaves what it found.
  const queue = await openQueue(stack, { required_checks: [], min_entries_to_merge: 100 });
  for (const number of numbers) await queue.enqueue(number);
  await stack.idle();
  const groups = (await stack.github.deliveries()).flatMap(({ event, payload }) =>
    event === "merge_group" && payload["action"] === "checks_requested"
      ? [payload["merge_group"] as { readonly head_ref: string; readonly head_sha: string }]
      : [],
  );
  const group = groups.findLast(({ head_ref: ref }) => ref.includes(`/pr-${numbers.at(-1)}-`));
  return await bench.checkOf(group?.head_sha ?? "", checkNames.plan);
}

describe("a merge queue's group", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing");
    await empty.manage({ ...defined("orders"), ...defined("billing") });
  });

  situations(bench, {
    "691-group-as-it-was-shown": async (bench) => {
      const { number: described } = await bench.propose("described", defined("orders", { description: "Orders" }));
      const { number: gone } = await bench.propose("gone", defined("billing", null));
      return await groupOf(bench, described, gone);
    },

    "692-group-of-two-that-change-one": async (bench) => {
      const { number: described } = await bench.propose("described-too", defined("orders", { description: "Orders" }));
      const { number: moved } = await bench.propose("moved", defined("orders", { to: "e" }));
      return await groupOf(bench, described, moved);
    },

    "693-group-without-a-plan": async (bench) => {
      bench.stack.github.setWebhook({ url: "http://127.0.0.1:9/" });
      const { number } = await bench.propose("unplanned", defined("orders", null));
      bench.stack.github.setWebhook({ url: bench.stack.webhookUrl });
      return await groupOf(bench, number);
    },

    "694-group-of-nothing-declared": async (bench) => {
      const { number } = await bench.propose("readme", { "README.md": "More\n" });
      return await groupOf(bench, number);
    },
  });
});

describe("a merge queue's group of what has to be approved", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders");
    await empty.manage(defined("orders"));
    const { number } = await empty.propose("asks", { "bridgehead.config.json": '{ "approvals": 1 }\n' });
    await empty.merge(number);
  });

  situations(bench, {
    "695-group-that-lacks-an-approval": async (bench) => {
      const { number } = await bench.propose("gone", defined("orders", null));
      return await groupOf(bench, number);
    },
  });
});
