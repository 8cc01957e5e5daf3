import { describe } from "vitest";
import { definitionJson } from "../support/pipeline.ts";
import { useBench } from "./bench.ts";
import { listJson } from "./definitions.ts";
import { situations } from "./situations.ts";

/* Pull requests with more changes than anybody reads one by one. */

const numbered = (what: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${what}-${String(index + 1).padStart(3, "0")}`);
const stores = numbered("store", 170);
const oneKey = { authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/stores/key}}" } };

describe("two hundred", () => {
  const bench = useBench(async (empty) => {
    empty.keys("stores");
    await empty.makeInConsole(numbered("kiosk", 30));
  });

  situations(bench, {
    "401-creates": async (bench) => {
      const { number } = await bench.propose("creates", {
        "connections/stores.json": listJson(numbered("store", 200), () => oneKey),
      });
      return await bench.planOf(number);
    },

    "402-applied": async (bench) => {
      const { number } = await bench.propose("applied", {
        "connections/stores.json": listJson(stores, (_, index) => ({
          ...oneKey,
          description: "Orders",
          ...(index >= 160 ? { removal: "retain" } : {}),
        })),
      });
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "403-changes-of-all-kinds": async (bench) => {
      const changed = stores.slice(0, 150).flatMap((id, index): readonly unknown[] => {
        const now = (more: Readonly<Record<string, unknown>>): unknown =>
          JSON.parse(definitionJson(id, { ...oneKey, description: "Orders", ...more }));
        if (index < 20) return [];
        if (index < 40) return [now({ name: `${id}-eu` })];
        if (index < 60) return [now({ protect: true })];
        return [now({ description: `Orders of ${id}` })];
      });
      const added = numbered("depot", 20).map((id): unknown => JSON.parse(definitionJson(id, oneKey)));
      const adopted = numbered("kiosk", 30).map((id): unknown =>
        JSON.parse(definitionJson(id, { ...oneKey, adopt: true })),
      );
      const { number } = await bench.propose("all-kinds", {
        "connections/stores.json": JSON.stringify([...changed, ...added, ...adopted], null, 2),
      });
      return await bench.planOf(number);
    },
  });
});
