import { describe } from "vitest";
import { useBench } from "./bench.ts";
import { file, listJson } from "./definitions.ts";
import { situations } from "./situations.ts";

/* Pull requests that take over what somebody made by hand. */

const forty = Array.from({ length: 40 }, (_, index) => `shop-${String(index + 1).padStart(2, "0")}`);

describe("a pull request that adopts", () => {
  const bench = useBench(async (empty) => {
    empty.keys("legacy", "crm", "mail", "stock", ...forty);
    await empty.makeInConsole(["legacy"], { Description: "Made in the console" });
    await empty.makeInConsole(["crm"], { Description: "CRM of the old shop" });
    await empty.makeInConsole(["mail"]);
    await empty.makeInConsole(forty, { Description: "Made in the console" });
  });

  situations(bench, {
    "301-as-it-is": async (bench) => {
      const { number } = await bench.propose(
        "as-it-is",
        file("legacy", { adopt: true, description: "Made in the console" }),
      );
      return await bench.planOf(number);
    },

    "302-adopted": async (bench) => {
      const { number } = await bench.propose("adopted", file("mail", { adopt: true }));
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "303-and-writes": async (bench) => {
      const { number } = await bench.propose("writes", file("crm", { adopt: true, description: "CRM of the shop" }));
      return await bench.planOf(number);
    },

    "304-adopted-and-written": async (bench) => {
      const { number } = await bench.propose(
        "written",
        file("crm", { adopt: "write", description: "CRM of the old shop" }),
      );
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "305-writes-what-was-adopted": async (bench) => {
      const { number } = await bench.propose("later", file("mail", { adopt: true, description: "Mail of the shop" }));
      return await bench.planOf(number);
    },

    "306-nothing-there": async (bench) => {
      const { number } = await bench.propose("nothing", file("stock", { adopt: true }));
      return await bench.planOf(number);
    },

    "307-a-name-that-is-taken": async (bench) => {
      const { number } = await bench.propose("taken", file("legacy"));
      return await bench.planOf(number);
    },

    "308-forty": async (bench) => {
      const { number } = await bench.propose("forty", {
        "connections/shops.json": listJson(forty, () => ({ adopt: true, description: "Made in the console" })),
      });
      return await bench.planOf(number);
    },

    "309-forty-that-are-written": async (bench) => {
      const { number } = await bench.propose("forty-written", {
        "connections/shops.json": listJson(forty, (id) => ({ adopt: true, description: `Orders of ${id}` })),
      });
      return await bench.planOf(number);
    },
  });
});
