import { describe } from "vitest";
import { useBench } from "./bench.ts";
import { file, gone, listJson } from "./definitions.ts";
import { situations } from "./situations.ts";

/* Pull requests that take away, and what becomes of them. */

const teams = Array.from({ length: 12 }, (_, index) => `team-${String(index + 1).padStart(2, "0")}`);
const oneKey = { authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}" } };

describe("a pull request that takes away", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing", "crm", "search", "stock", "stock-eu", "warehouse");
    await empty.manage({
      ...file("orders", { name: "orders-v1" }),
      ...file("billing", { protect: true }),
      ...file("crm"),
      ...file("search"),
      ...file("stock"),
      ...file("warehouse"),
      "connections/teams.json": listJson(teams, () => oneKey),
    });
    await empty.makeDestinations("orders-v1", "to-orders", "to-order-archive");
    await empty.makeDestinations("crm", "to-crm", "to-crm-test", "to-crm-reports");
  });

  situations(bench, {
    "201-replace-by-renaming": async (bench) => {
      const { number } = await bench.propose("rename", file("orders", { name: "orders-v2" }));
      return await bench.planOf(number);
    },

    "202-delete": async (bench) => {
      const { number } = await bench.propose("delete", gone("search"));
      return await bench.planOf(number);
    },

    "203-delete-of-what-is-used": async (bench) => {
      const { number } = await bench.propose("used", gone("crm"));
      return await bench.planOf(number);
    },

    "204-delete-of-what-is-protected": async (bench) => {
      const { number } = await bench.propose("protected", gone("billing"));
      return await bench.planOf(number);
    },

    "205-many-deletes": async (bench) => {
      const { number } = await bench.propose("many", { "connections/teams.json": null });
      return await bench.planOf(number);
    },

    "206-emptied-folder": async (bench) => {
      const all = ["orders", "billing", "crm", "search", "stock", "warehouse"].map(gone);
      const { number } = await bench.propose("emptied", Object.assign({ "connections/teams.json": null }, ...all));
      return await bench.planOf(number);
    },

    "207-renamed-with-its-id": async (bench) => {
      const { number } = await bench.propose("renamed", { ...gone("stock"), ...file("stock-eu") });
      return await bench.planOf(number);
    },

    "208-delete-beside-other-changes": async (bench) => {
      const { number } = await bench.propose("mixed", {
        ...gone("warehouse"),
        ...file("search", { description: "Full-text search" }),
        ...file("stock-eu"),
      });
      return await bench.planOf(number);
    },
  });
});

describe("what is taken away", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "crm", "search");
    await empty.manage({ ...file("orders", { name: "orders-v1" }), ...file("crm"), ...file("search") });
    await empty.makeDestinations("orders-v1", "to-orders", "to-order-archive");
  });

  situations(bench, {
    "221-deleted": async (bench) => {
      const { number } = await bench.propose("delete", gone("search"));
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "222-replaced": async (bench) => {
      const { number } = await bench.propose("rename", file("orders", { name: "orders-v2" }));
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "223-merged-although-it-is-used": async (bench) => {
      await bench.makeDestinations("crm", "to-crm");
      const { number } = await bench.propose("used", gone("crm"));
      await bench.merge(number);
      return await bench.applyOf(number);
    },
  });
});
