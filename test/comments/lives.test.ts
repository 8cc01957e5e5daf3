import { describe, vi } from "vitest";
import { MOST_PLANNED } from "../../workflows/pull-request/again.ts";
import { useBench } from "./bench.ts";
import { file, gone } from "./definitions.ts";
import { situations } from "./situations.ts";

/* What a pull request is told while things happen around it. */

const described = (id: string, description: string) => file(id, { description });

describe("a pull request that is open", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing", "crm", "stock", "mail", "search", "archive");
    const all = ["orders", "billing", "crm", "stock", "mail", "search", "archive"].map((id) => file(id));
    await empty.manage(Object.assign({}, ...all));
  });

  situations(bench, {
    "701-conflict": async (bench) => {
      const { number } = await bench.propose("conflict", described("orders", "Orders of the shop"));
      await bench.pushToMain(described("orders", "Orders of the web shop"));
      return await bench.planOf(number);
    },

    "702-outdated-and-planned-again": async (bench) => {
      const { number } = await bench.propose("outdated", described("billing", "Invoices of the shop"));
      await bench.pushToMain({ "bridgehead.config.json": '{ "onRotation": "apply" }\n' });
      return await bench.planOf(number);
    },

    "703-new-commit": async (bench) => {
      const { number } = await bench.propose("commits", described("crm", "CRM"));
      await bench.push("commits", { ...described("crm", "CRM of the shop"), ...described("stock", "Stock") });
      return await bench.planOf(number);
    },

    "704-closed": async (bench) => {
      const { number } = await bench.propose("closes", described("mail", "Mail"));
      await bench.edit(number, { state: "closed" });
      return await bench.planOf(number);
    },

    "705-reopened": async (bench) => {
      const { number } = await bench.propose("reopens", described("mail", "Mail of the shop"));
      await bench.edit(number, { state: "closed" });
      await bench.edit(number, { state: "open" });
      return await bench.planOf(number);
    },

    "706-pointed-elsewhere": async (bench) => {
      const { number } = await bench.propose("points", described("search", "Search"));
      await bench.work.checkout("release-12", "main");
      await bench.push("release-12", { "NOTES.md": "Release 12\n" });
      await bench.edit(number, { base: "release-12" });
      return await bench.planOf(number);
    },

    "707-changes-no-definition-any-more": async (bench) => {
      const { number } = await bench.propose("takes-back", described("search", "Search of the shop"));
      await bench.push("takes-back", file("search"));
      return await bench.planOf(number);
    },

    "708-planning-again": async (bench) => {
      const { number } = await bench.propose("again", described("search", "Search"));
      const looking = {
        kind: "latency",
        milliseconds: 1_500,
        service: "events",
        operation: "ListConnections",
      } as const;
      bench.stack.aws.addFault(looking);
      const pushing = bench.push("again", described("search", "Full-text search"));
      await vi.waitUntil(async () => (await bench.comment(number)).includes("Planning again"), 60_000);
      const shown = await bench.planOf(number);
      await pushing;
      return shown;
    },

    "709-a-long-way": async (bench) => {
      const { number } = await bench.propose("long", described("archive", "Archive 1"));
      for (const count of [2, 3, 4]) await bench.push("long", described("archive", `Archive ${count}`));
      await bench.edit(number, { state: "closed" });
      await bench.edit(number, { state: "open" });
      await bench.push("long", { ...described("archive", "Archive 5"), ...gone("crm") });
      await bench.merge(number);
      return await bench.applyOf(number);
    },
  });
});

const shared = (source: string): string =>
  `export const source = { key: "X-Source", value: "${source}", isValueSecret: false };\n`;

/** A definition that changes with its helper. */
const paging = (description: string): string => `import { AWS, ssm } from "bridgehead";
import { source } from "./_shared.ts";

await AWS.Events.Connection("paging", {
  description: "${description}",
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "x-routing-key",
    apiKey: ssm("/bridgehead/paging/key"),
    invocationHttpParameters: { headerParameters: [source] },
  },
});
`;

describe("more pull requests than are planned at once", () => {
  const bench = useBench(async (empty) => {
    empty.keys("paging");
    await empty.manage({ "connections/paging.ts": paging("Paging"), "connections/_shared.ts": shared("shop") });
  });

  situations(bench, {
    "721-outdated": async (bench) => {
      let last = 0;
      for (let count = 0; count <= MOST_PLANNED; count += 1) {
        last = (await bench.propose(`topic-${count}`, { "connections/paging.ts": paging(`Pages team ${count}`) }))
          .number;
      }
      await bench.pushToMain({ "connections/_shared.ts": shared("web-shop") });
      return await bench.planOf(last);
    },
  });
});
