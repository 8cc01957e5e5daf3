import { describe } from "vitest";
import { checkNames } from "../../workflows/ports/checks.ts";
import { useBench } from "./bench.ts";
import { basic, endpoint, file, gone, listJson, oauth } from "./definitions.ts";
import { situations } from "./situations.ts";

/* Pull requests that create and change. */

const paging = `import { AWS, ssm } from "bridgehead";
import { source } from "./_shared.ts";

for (const team of ["search", "payments", "mobile"]) {
  await AWS.Events.Connection(\`paging-\${team}\`, {
    authorizationType: "API_KEY",
    authParameters: {
      apiKeyName: "x-routing-key",
      apiKey: ssm(\`/bridgehead/paging-\${team}/key\`),
      invocationHttpParameters: { headerParameters: [source] },
    },
  });
}
`;

const shared = (value: string): string =>
  `export const source = { key: "X-Source", value: "${value}", isValueSecret: false };\n`;

describe("a pull request in an empty repository", () => {
  const bench = useBench(async (empty) => empty.keys("orders", "billing", "crm"));

  situations(bench, {
    "101-first-create": async (bench) => {
      const { number } = await bench.propose("orders", file("orders"));
      return await bench.planOf(number);
    },

    "102-three-creates-in-one-file": async (bench) => {
      const { number } = await bench.propose("three", {
        "connections/sales.json": listJson(["orders", "billing", "crm"], (id) =>
          id === "crm" ? basic(id) : { description: `The ${id} of the shop` },
        ),
      });
      return await bench.planOf(number);
    },

    "103-nothing-but-a-readme": async (bench) => {
      const { number } = await bench.propose("readme", { "README.md": "Connections of the shop.\n" });
      return await bench.planOf(number);
    },
  });
});

describe("a pull request that changes what there is", () => {
  const teams = ["paging-search", "paging-payments", "paging-mobile"];
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing", "crm", "ledger", "stock", "mail", "archive", ...teams);
    await empty.manage({
      ...file("orders", { description: "Orders" }),
      ...file("billing", { description: "Invoices", protect: true }),
      ...file("crm", basic("crm")),
      ...file("ledger", { ...oauth("ledger", endpoint("v2.0")), description: "Ledger" }),
      ...file("stock"),
      ...file("mail", { description: "Mail" }),
      ...file("archive", { removal: "retain" }),
      "connections/paging.ts": paging,
      "connections/_shared.ts": shared("shop"),
    });
  });

  situations(bench, {
    "111-one-property": async (bench) => {
      const { number } = await bench.propose("orders", file("orders", { description: "Paid orders" }));
      return await bench.planOf(number);
    },

    "112-long-values-that-hardly-differ": async (bench) => {
      const { number } = await bench.propose(
        "endpoint",
        file("ledger", { ...oauth("ledger", endpoint("v2.1")), description: "Ledger" }),
      );
      return await bench.planOf(number);
    },

    "113-rotated-secret": async (bench) => {
      bench.keys("stock");
      const { number } = await bench.propose("stock", file("stock", { description: "What is in stock" }));
      return await bench.planOf(number);
    },

    "114-overwrites-drift": async (bench) => {
      bench.stack.aws.changeConnection("mail", { Description: "Mail, see ticket 4711: do not touch" });
      const { number } = await bench.propose("mail", file("mail", { description: "Mail of the shop" }));
      return await bench.planOf(number);
    },

    "115-may-have-been-changed-outside": async (bench) => {
      bench.stack.aws.changeConnection("orders", {});
      const { number } = await bench.propose("outside", file("orders", { description: "Orders that are paid" }));
      return await bench.planOf(number);
    },

    "116-own-properties": async (bench) => {
      const own = {
        ...file("billing", { description: "Invoices" }),
        ...file("crm", { ...basic("crm"), exportArn: "/bridgehead-arns/crm" }),
      };
      const { number } = await bench.propose("own", own);
      return await bench.planOf(number);
    },

    "117-another-way-to-sign-in": async (bench) => {
      const { number } = await bench.propose("sign-in", file("stock", basic("stock")));
      return await bench.planOf(number);
    },

    "118-helper-of-three": async (bench) => {
      const { number } = await bench.propose("helper", { "connections/_shared.ts": shared("web-shop") });
      return await bench.planOf(number);
    },

    "119-forgets-what-is-retained": async (bench) => {
      const { number } = await bench.propose("forget", gone("archive"));
      return await bench.planOf(number);
    },

    "120-changes-nothing-in-aws": async (bench) => {
      const { number } = await bench.propose("comment", {
        "connections/paging.ts": `// Keys of the paging service, a team each.\n${paging}`,
      });
      return await bench.planOf(number);
    },

    "121-planned-from-the-workflow": async (bench) => {
      bench.keys("crm");
      await bench.user.dispatch({ operation: "plan" });
      await bench.stack.idle();
      return await bench.checkOf("main", checkNames.rerun);
    },
  });
});
