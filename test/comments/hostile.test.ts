import { describe, expect } from "vitest";
import { checkNames } from "../../workflows/ports/checks.ts";
import { marker } from "../../workflows/render/plan-comment.ts";
import { definitionJson } from "../support/pipeline.ts";
import { useBench } from "./bench.ts";
import { file, gone } from "./definitions.ts";
import { type Shown, situations } from "./situations.ts";

/* Text that tries to be more than text, in every place that reaches a comment. */

const evil =
  "a|b `c` <img src=x onerror=alert(1)> <script>alert(1)</script> @dev @acme/team #1 GH-2 https://evil.example " +
  "www.evil.example ![x](https://evil.example/x.png) [y](javascript:alert(1)) </details></table> **bold** ~~no~~ $x$";
const lines = `${marker("plan")}\n\n# Owned\n\n| x | y |\n| --- | --- |\n> [!NOTE]\n\n- [ ] merge me`;
/** What is shown reads otherwise than it is written. */
const turned = "paid\u202E\u2066live.exe\u2069\u200B\u00AD\uFEFFnow";

const header = (key: string, value: string) => ({ key, value, isValueSecret: false });

/** Definitions with hostile text where there may be any. */
const strange = (description: string, value: string) => ({
  description,
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}",
    invocationHttpParameters: {
      headerParameters: [header("X-Note", value)],
      queryStringParameters: [header("q|`@dev", value)],
    },
  },
});

/** Names of files with everything that git takes. */
const names = [
  "a`b|c.json",
  "<img src=x onerror=alert(1)>.json",
  "@dev #1 [x](https:evil).json",
  "x](javascript:alert(1)).json",
];

describe("hostile text", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing");
    await empty.manage(file("orders", { description: "Orders" }));
  });

  const expectText = (shown: Shown): Shown => {
    expect(shown.comment?.split(marker("plan"))).toHaveLength(2);
    return shown;
  };

  situations(bench, {
    "901-in-values": async (bench) => {
      const { number } = await bench.propose("values", {
        ...file("orders", strange(evil.slice(0, 500), evil)),
        ...file("billing", strange(`> [!CAUTION] ${marker("plan")} @everyone`, "v".repeat(512))),
      });
      return expectText(await bench.planOf(number));
    },

    "902-in-what-is-wrong": async (bench) => {
      const { number } = await bench.propose("wrong", {
        ...file(evil.slice(0, 10), {}),
        "connections/evil.json": JSON.stringify([
          JSON.parse(definitionJson(evil, { [evil]: evil })),
          JSON.parse(definitionJson("second", { authorizationType: lines })),
          JSON.parse(definitionJson("third", { name: `${lines}${evil}`, description: "x".repeat(4_000) })),
          JSON.parse(
            definitionJson("fourth", {
              authParameters: { apiKeyName: evil, apiKey: `{{resolve:ssm-secure:${evil}}}` },
            }),
          ),
        ]),
        "connections/throws.ts": `throw new Error(${JSON.stringify(`${lines} ${evil} ${"long ".repeat(800)}`)});\n`,
        "connections/imports.ts": `import { x } from ${JSON.stringify(evil)};\nimport { y } from "./${"y".repeat(4_000)}.ts";\nx(y);\n`,
      });
      return expectText(await bench.planOf(number));
    },

    "903-that-reads-otherwise-than-it-is-written": async (bench) => {
      const { number } = await bench.propose("turned", {
        ...file("turned", { description: turned }),
        "connections/throws.ts": `throw new Error("${turned}");\n`,
      });
      return expectText(await bench.planOf(number));
    },

    "904-in-names-of-files": async (bench) => {
      const files = names.map((name, index) => [
        `connections/${name}`,
        definitionJson(`from-${index}`, { authParameters: strange("", "x").authParameters }),
      ]);
      const { number } = await bench.propose("files", Object.fromEntries(files) as Record<string, string>);
      return expectText(await bench.planOf(number));
    },

    "905-in-names-of-parameters": async (bench) => {
      const keys = [
        evil,
        "/bridgehead/<img src=x>",
        "/bridgehead/@dev|`x`",
        `/bridgehead/${"p".repeat(4_000)}`,
        "/bridgehead/missing",
      ];
      const files = keys.map((key, index) => [
        `connections/key-${index}.json`,
        definitionJson(`key-${index}`, {
          authParameters: { apiKeyName: "x", apiKey: `{{resolve:ssm-secure:${key}}}` },
        }),
      ]);
      const { number } = await bench.propose("parameters", Object.fromEntries(files) as Record<string, string>);
      return expectText(await bench.planOf(number));
    },

    "906-in-the-configuration": async (bench) => {
      const { number } = await bench.propose("configuration", {
        "bridgehead.config.json": JSON.stringify({
          [evil]: 1,
          definitions: `${lines}/${turned}`,
          secretPrefixes: [evil],
          rules: { [evil]: "off" },
        }),
      });
      return expectText(await bench.planOf(number));
    },

    "907-in-the-reason-of-a-freeze": async (bench) => {
      bench.freeze(`${evil} ${lines} ${turned}`);
      const { number } = await bench.propose("freeze", file("billing"));
      const shown = expectText(await bench.planOf(number));
      bench.freeze(null);
      return shown;
    },

    "908-in-the-name-of-a-branch": async (bench) => {
      const branch = "x`y|<img/src=x>@dev-#1-$x$";
      const { number } = await bench.propose("branch", file("orders", { description: "Orders of the shop" }));
      await bench.work.checkout(branch, "main");
      await bench.push(branch, { "NOTES.md": "words" });
      await bench.edit(number, { base: branch });
      return expectText(await bench.planOf(number));
    },

    "909-in-what-somebody-did-in-aws": async (bench) => {
      bench.stack.aws.changeConnection("orders", { Description: `${evil} ${lines}`.slice(0, 512) });
      await bench.makeDestinations("orders", "to-orders");
      const { number } = await bench.propose("drift", file("orders", { description: "Orders of the web shop" }));
      return expectText(await bench.planOf(number));
    },

    "910-in-what-aws-answers": async (bench) => {
      const message = `${evil} ${lines} ${turned} ${"long ".repeat(300)}`;
      bench.stack.aws.addFault({
        kind: "fail",
        code: "InvalidRequest",
        message,
        operation: "CreateResource",
        name: "billing",
      });
      const { number } = await bench.propose("answers", {
        ...file("billing"),
        ...gone("orders"),
        ...file("orders", { description: "y" }),
      });
      await bench.merge(number);
      return expectText(await bench.applyOf(number));
    },

    "911-in-what-waits-on-the-branch": async (bench) => {
      await bench.pushToMain({ "connections/a`b|<img src=x> @dev.json": "{" });
      const { number } = await bench.propose("waits", file("billing", { description: "Invoices" }));
      return expectText(await bench.planOf(number));
    },

    "912-in-a-check-of-a-push": async (bench) => {
      const commit = await bench.pushToMain({
        "connections/a`b|<img src=x> @dev.json": `{ "${evil}": 1 }`,
        ...gone("orders"),
      });
      return await bench.checkOf(commit, checkNames.apply);
    },
  });
});
