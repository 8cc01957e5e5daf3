import { budgets } from "../../workflows/pull-request/request-budget.ts";
import { afterAll, beforeAll, describe } from "vitest";
import { askFor, type Fork, spend, startFork } from "../support/forks.ts";
import { type Bench, useBench } from "./bench.ts";
import { file, gone } from "./definitions.ts";
import { type Shown, situations } from "./situations.ts";

/* What is told of a pull request from a fork, and whom it asks for what. */

const described = (id: string, description: string) => file(id, { description });

describe("a pull request from a fork", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing", "crm");
    await empty.manage({ ...file("orders"), ...file("crm") });
  });
  let fork: Fork | undefined;
  beforeAll(async () => {
    fork = await startFork(bench());
  }, 60_000);
  afterAll(() => fork?.[Symbol.asyncDispose]());
  const theirs = (): Fork => {
    if (fork === undefined) throw new Error("there is no fork");
    return fork;
  };
  const asked = async ({ stack, user }: Bench, head: string) => await askFor(stack, user, head);

  situations(bench, {
    "731-fork-validated": async (bench) => {
      const { number } = await theirs().propose("validated", described("orders", "Orders of the shop"));
      return await bench.planOf(number);
    },

    "732-fork-with-errors": async (bench) => {
      const { number } = await theirs().propose("errors", {
        ...file("orders", { authorizationType: "API_KEYS" }),
        ...file("billing", { description: 7 }),
      });
      return await bench.planOf(number);
    },

    "733-fork-asked-and-planned": async (bench) => {
      const { number, head } = await theirs().propose("planned", described("orders", "All orders"));
      await asked(bench, head);
      return await bench.planOf(number);
    },

    "734-fork-pushed-again-after": async (bench) => {
      const { number, head } = await theirs().propose("pushed", described("crm", "CRM"));
      await asked(bench, head);
      await theirs().push("pushed", described("crm", "CRM of the shop"));
      return await bench.planOf(number);
    },

    "735-fork-pressed-by-a-stranger": async (bench) => {
      const { number, head } = await theirs().propose("pressed", file("billing"));
      await theirs().ask(head);
      return await bench.planOf(number);
    },

    "736-fork-asked-for-what-was-pushed-over": async (bench) => {
      const { number, head } = await theirs().propose("late", described("crm", "Customers"));
      await theirs().push("late", described("crm", "Customers of the shop"));
      await asked(bench, head);
      return await bench.planOf(number);
    },

    "737-fork-merged-without-a-plan": async (bench) => {
      const { number } = await theirs().propose("merged", { ...gone("crm"), ...described("orders", "Every order") });
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "738-fork-has-spent-its-requests": async (bench) => {
      const { number } = await theirs().propose("busy", described("billing", "Bills"));
      await spend(bench, number, budgets.strangers);
      await theirs().push("busy", described("billing", "All bills"));
      return anytime(await bench.planOf(number));
    },

    "739-spent-its-requests-after-a-plan": async (bench) => {
      const { number } = await bench.propose("busy", described("billing", "Bills of the shop"));
      await spend(bench, number, budgets.writers);
      await bench.push("busy", described("billing", "All bills of the shop"));
      return anytime(await bench.planOf(number));
    },

    "740-fork-deleted": async (bench) => {
      const { number, head } = await theirs().propose("deleted", file("billing", { description: "Invoices" }));
      await theirs().delete();
      await asked(bench, head);
      return await bench.planOf(number);
    },
  });
});

/** When the hour ends is another time at each run. */
function anytime({ comment, check, web }: Shown): Shown {
  const at = (text: string | null): string | null => text?.replaceAll(/\d\d:00 UTC/g, "14:00 UTC") ?? null;
  return { comment: at(comment), check: { ...check, title: at(check.title), summary: at(check.summary) }, web };
}
