import { readFile } from "node:fs/promises";
import { Octokit } from "@octokit/rest";
import { describe } from "vitest";
import { localReviewer, workflowPath } from "../../cli/local/stack.ts";
import { RUN_NAME } from "../../workflows/apply/run-title.ts";
import { checkNames } from "../../workflows/ports/checks.ts";
import { root } from "../support/source-imports.ts";
import { type Bench, useBench } from "./bench.ts";
import { file, gone } from "./definitions.ts";
import { situations } from "./situations.ts";

/* What is allowed, what is held, and who may let it go on. */

const APPLY = checkNames.apply;

const config = (limits: Readonly<Record<string, unknown>>) => ({
  "bridgehead.config.json": `${JSON.stringify(limits, null, 2)}\n`,
});

const shopKey = (path: string) => ({
  authParameters: { apiKeyName: "x-api-key", apiKey: `{{resolve:ssm-secure:${path}}}` },
});

async function approve({ stack, place }: Bench, pull_number: number): Promise<void> {
  const octokit = new Octokit({ baseUrl: stack.github.apiUrl, auth: `user:${localReviewer}` });
  await octokit.rest.pulls.createReview({ ...place, pull_number, event: "APPROVE" });
  await stack.idle();
}

describe("a configuration that allows more", () => {
  const bench = useBench(async (empty) => {
    for (const path of ["shop/orders", "shop/billing", "shared/crm"]) {
      empty.stack.aws.putParameter({ name: `/bridgehead/${path}`, value: `value-of-${path}` });
    }
    await empty.manage({
      ...config({ secretPrefixes: ["/bridgehead/shop/"], oauthHosts: ["login.example.com"] }),
      ...file("orders", shopKey("/bridgehead/shop/orders")),
    });
  });

  situations(bench, {
    "601-policy-change": async (bench) => {
      const { number } = await bench.propose("policy", {
        ...config({ secretPrefixes: ["/bridgehead/shop/", "/bridgehead/shared/"], oauthHosts: null }),
        ...file("crm", shopKey("/bridgehead/shared/crm")),
      });
      return await bench.planOf(number);
    },

    "602-policy-change-alone": async (bench) => {
      const { number } = await bench.propose(
        "policy-alone",
        config({ secretPrefixes: ["/bridgehead/"], oauthHosts: ["login.example.com"] }),
      );
      return await bench.planOf(number);
    },

    "603-outside-of-what-was-reviewed": async (bench) => {
      await bench.pushToMain(config({ secretPrefixes: ["/bridgehead/"], oauthHosts: ["login.example.com"] }));
      const { number } = await bench.propose("outside", {
        ...file("crm", shopKey("/bridgehead/shared/crm")),
        ...file("billing", shopKey("/bridgehead/shop/billing")),
      });
      return await bench.planOf(number);
    },
  });
});

describe("a target that is frozen", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing");
    await empty.manage(file("orders"));
    empty.freeze("release week until Friday, ask the platform team");
  });

  situations(bench, {
    "611-frozen": async (bench) => {
      const { number } = await bench.propose("frozen", { ...file("billing"), ...file("orders", { description: "x" }) });
      return await bench.planOf(number);
    },

    "612-merged-while-frozen": async (bench) => {
      const { number } = await bench.propose("merged", file("billing"));
      await bench.merge(number);
      return await bench.applyOf(number);
    },
  });
});

describe("what nobody reviewed", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing", "crm", "stock", "mail");
    await empty.manage({ ...file("orders"), ...file("crm"), ...file("stock") });
  });

  situations(bench, {
    "621-pushed-and-held": async (bench) => {
      const commit = await bench.pushToMain({ ...gone("crm"), ...file("orders", { description: "All orders" }) });
      return await bench.checkOf(commit, APPLY);
    },

    "622-beside-what-is-held": async (bench) => {
      const { number } = await bench.propose("beside", file("billing"));
      return await bench.planOf(number);
    },

    "623-applied-beside-what-is-held": async (bench) => {
      const { number } = await bench.propose("applied", file("billing", { description: "Invoices" }));
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "624-merged-before-it-was-planned": async (bench) => {
      const { number } = await bench.mergeUnplanned("unplanned", { ...gone("stock"), ...file("mail") });
      return await bench.applyOf(number);
    },

    "625-accepted-with-another-digest": async (bench) => {
      await bench.reviewer.dispatch({ operation: "apply", accept: "0".repeat(64) });
      await bench.stack.idle();
      return await bench.checkOf("main", checkNames.rerun);
    },

    "626-accepted": async (bench) => {
      const { number, commit } = await bench.mergeUnplanned("accepted", gone("orders"));
      await bench.accept(commit);
      return await bench.applyOf(number);
    },

    "627-accepted-by-an-older-workflow-file": async (bench) => {
      const copy = await readFile(`${root}/${workflowPath}`, "utf8");
      const older = copy.replace(RUN_NAME, "run-name: Bridgehead ${{ inputs.operation }}");
      await bench.pushToMain({ [workflowPath]: older });
      await bench.reviewer.dispatch({ operation: "apply", accept: "0".repeat(64) });
      await bench.stack.idle();
      return await bench.checkOf("main", checkNames.rerun);
    },
  });
});

describe("a repository where somebody else has to approve", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing", "crm");
    const { number } = await empty.propose("begin", { ...config({ approvals: 1 }), ...file("orders") });
    await approve(empty, number);
    await empty.merge(number);
  });

  situations(bench, {
    "631-nobody-has-approved": async (bench) => {
      const { number } = await bench.propose("wanted", file("billing"));
      return await bench.planOf(number);
    },

    "632-approved": async (bench) => {
      const { number } = await bench.propose("approved", file("billing"));
      await approve(bench, number);
      return await bench.planOf(number);
    },

    "633-merged-without-approval": async (bench) => {
      const { number } = await bench.propose("merged", file("crm"));
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "634-merged-with-approval": async (bench) => {
      const { number } = await bench.propose("merged-approved", file("billing"));
      await approve(bench, number);
      await bench.merge(number);
      return await bench.applyOf(number);
    },
  });
});
