import { describe } from "vitest";
import { checkNames } from "../../workflows/ports/checks.ts";
import { useBench } from "./bench.ts";
import { file, gone, listJson, literal } from "./definitions.ts";
import { situations } from "./situations.ts";

/* Pull requests that are wrong, that wait for something, or that say what nobody should say. */

const PLAN = checkNames.plan;

const throwing = `import { AWS, ssm } from "bridgehead";

const region = ["eu", "us"].find((name) => name === "ap");
await AWS.Events.Connection(\`orders-\${region.toUpperCase()}\`, {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/orders/key") },
});
`;

/** Ten files, each with another mistake, or the same one elsewhere. */
const mistakes: Readonly<Record<string, string>> = {
  ...file("a", { authorizationType: "APIKEY" }),
  ...file("b", { descripton: "A word that is spelled otherwise" }),
  ...file("c", { authParameters: { apiKeyName: "x-api-key" } }),
  ...file("d", { authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/other/place/key}}" } }),
  ...file("e", { name: "a name with spaces" }),
  ...file("f", { description: "word ".repeat(110) }),
  ...file("g", { authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:bridgehead key}}" } }),
  ...file("h", { authorizationType: "BASIC" }),
  "connections/i.json": '{ "id": "i", "authorizationType": "API_KEY",, }\n',
  "connections/j.ts": throwing,
};

describe("a pull request with a mistake", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing");
    await empty.manage(file("orders"));
  });

  situations(bench, {
    "501-error-in-one-file": async (bench) => {
      const { number } = await bench.propose("one", file("billing", { authorizationType: "APIKEY" }));
      return await bench.planOf(number);
    },

    "502-ten-errors": async (bench) => {
      const { number } = await bench.propose("ten", mistakes);
      return await bench.planOf(number);
    },

    "503-wrong-configuration": async (bench) => {
      const { number } = await bench.propose("configuration", {
        "bridgehead.config.json": '{\n  "secretPrefix": ["/shop/"],\n  "onRotation": "ask"\n}\n',
      });
      return await bench.planOf(number);
    },

    "504-code-that-throws": async (bench) => {
      const { number } = await bench.propose("throws", { "connections/regions.ts": throwing });
      return await bench.planOf(number);
    },

    "505-error-that-was-corrected": async (bench) => {
      const { number } = await bench.propose("corrected", file("billing", { authorizationType: "APIKEY" }));
      await bench.push("corrected", file("billing"));
      return await bench.planOf(number);
    },
  });
});

describe("a pull request that waits for a parameter", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing");
    await empty.manage(file("orders"));
  });

  situations(bench, {
    "511-missing-parameter": async (bench) => {
      const { number } = await bench.propose("missing", file("crm"));
      return await bench.planOf(number);
    },

    "512-parameter-created-and-planned-again": async (bench) => {
      const { number, head } = await bench.propose("created", { ...file("stock"), ...file("billing") });
      bench.keys("stock");
      await bench.press(head, PLAN);
      return await bench.planOf(number);
    },

    "513-five-missing-parameters-beside-what-can-go-on": async (bench) => {
      const { number } = await bench.propose("five", {
        ...file("billing"),
        "connections/five.json": listJson(["north", "east", "south", "west", "centre"]),
      });
      return await bench.planOf(number);
    },

    "514-merged-all-the-same": async (bench) => {
      const { number } = await bench.propose("merged", { ...file("billing"), ...file("mail") });
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "515-created-after-the-merge": async (bench) => {
      const { number } = await bench.propose("after", { ...file("search") });
      const commit = await bench.merge(number);
      bench.keys("search", "mail");
      await bench.press(commit, checkNames.apply);
      return await bench.applyOf(number);
    },
  });
});

describe("a pull request with a credential as text", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing");
    await empty.manage(file("orders"));
  });

  situations(bench, {
    "521-one-credential": async (bench) => {
      const { number } = await bench.propose("literal", { "connections/chat.ts": literal("chat", "myApiKey123") });
      return await bench.planOf(number);
    },

    "522-credentials-in-twelve-files": async (bench) => {
      const ids = Array.from({ length: 12 }, (_, index) => `chat-${index + 1}`);
      const files = ids.map((id) => [`connections/${id}.ts`, literal(id, `myApiKey-${id}`)] as const);
      const { number } = await bench.propose("literals", Object.fromEntries(files));
      return await bench.planOf(number);
    },

    "523-token-of-a-known-format": async (bench) => {
      const token = "xoxb-2411-7722-hG5vLq0ZpT1c";
      const { number } = await bench.propose("token", { "connections/chat.ts": literal("chat", token) });
      return await bench.planOf(number);
    },

    "524-warnings-only": async (bench) => {
      const header = { key: "Content-Type", value: "text/plain", isValueSecret: false };
      const { number } = await bench.propose(
        "warnings",
        file("billing", {
          authParameters: {
            apiKeyName: "X-API-Key",
            apiKey: "{{resolve:ssm-secure:/bridgehead/billing/key}}",
            invocationHttpParameters: { headerParameters: [header, { ...header, key: "content-type" }] },
          },
        }),
      );
      return await bench.planOf(number);
    },
  });
});

describe("a pull request on a default branch that is broken", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing");
    await empty.manage(file("orders"));
    await empty.pushToMain({ "connections/broken.json": "{" });
  });

  situations(bench, {
    "531-base-is-broken": async (bench) => {
      const { number } = await bench.propose("waits", file("billing"));
      return await bench.planOf(number);
    },

    "532-and-so-is-the-pull-request": async (bench) => {
      const { number } = await bench.propose("both", file("billing", { authorizationType: "NONE" }));
      return await bench.planOf(number);
    },

    "533-mends-the-base": async (bench) => {
      const { number } = await bench.propose("mends", { ...gone("broken"), ...file("billing") });
      return await bench.planOf(number);
    },

    "534-pushed-and-broken": async (bench) => {
      const commit = await bench.pushToMain({ ...file("orders", { authorizationType: "NONE" }) });
      return await bench.checkOf(commit, checkNames.apply);
    },
  });
});
