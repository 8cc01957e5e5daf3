import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ChildEvaluator, createChildEvaluator } from "../../infra/evaluate/child-evaluator.ts";
import { createLog } from "../../infra/log/log.ts";
import { parseConfig } from "../../workflows/engine/config/config.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { planDefinitions, readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import type { Log } from "../../workflows/ports/log.ts";
import { renderApplyComment } from "../../workflows/render/apply-comment.ts";
import { renderApplyCheck, renderPlanCheck } from "../../workflows/render/check.ts";
import { renderDriftCheck, renderDriftTerminal } from "../../workflows/render/drift.ts";
import { renderPlanComment } from "../../workflows/render/plan-comment.ts";
import {
  renderDiagnosticsTerminal,
  renderPlanTerminal,
  renderResultTerminal,
} from "../../workflows/render/terminal.ts";
import { kindOf, noting, open } from "../contract/github-support.ts";
import { startHarness } from "../contract/local-github/harness.ts";
import { startApplyBench } from "../support/apply-bench.ts";
import { applyContext, pullRequestContext } from "../support/render-case.ts";
import { root } from "../support/source-imports.ts";

/* No credential is told: not where it is logged, and not on any of the ways on which something is shown. */

/** What a deployed function writes while something is done. */
async function written(act: (log: Log) => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const capture = (chunk: string | Uint8Array) => lines.push(String(chunk)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockImplementation(capture));
  try {
    await act(createLog({ service: "plan-worker" }));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines.join("");
}

describe("CVE-2024-52009, GHSA-gppm-hq3p-h4rp (atlantis#4060): the credentials of git were logged when they were rotated", () => {
  const address = "https://x-access-token:ghs_canary@github.example/acme/eventing.git";

  it("nothing that GitHub says when it refuses a token, or anything, is logged, nor is the token", async () => {
    await using harness = await startHarness();
    const { github } = harness;
    const tokens = new Set<string>();
    const listening: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (answer.url.endsWith("/access_tokens")) {
        tokens.add(((await answer.clone().json()) as { readonly token?: string }).token ?? "");
      }
      return answer;
    };
    const body = { message: `Bad credentials for ${address}` };
    const refusals = [401, 403, 422, 500].map((status) => ({ status, body, times: 9 }));
    const log = await written(async (logger) => {
      const { review } = await open(harness, { log: logger, fetch: listening });
      for (const refusal of refusals) {
        github.injectFault({ ...refusal, method: "GET", path: /\/pulls\/1$/ });
        await review.pullRequest(1).catch((error: unknown) => logger.error("job failed", error));
      }
      // Another one, whose token is not there yet.
      for (const refusal of refusals)
        github.injectFault({ ...refusal, times: 1, method: "POST", path: /access_tokens$/ });
      const { source } = await open(harness, { log: logger });
      await source.defaultBranch().catch((error: unknown) => logger.error("job failed", error));
    });
    expect(log.match(/job failed/g)).toHaveLength(5);
    const [token = ""] = tokens;
    expect(token).toMatch(/^ghs_/);
    for (const secret of ["canary", token, "PRIVATE KEY", "Bad credentials"]) expect(log).not.toContain(secret);
  });

  it("an address is logged without the credential before its host, wherever it stands", async () => {
    const log = await written(async (logger) => {
      logger.info("asked", {
        url: address,
        request: `GET ${address} and ${address}`,
        path: "https://acme@github.example",
      });
    });
    expect(log).not.toMatch(/canary|x-access-token|acme@/);
    expect(log).toContain("https://github.example/acme/eventing.git");
  });

  it("GitHub is asked with a token in no address", async () => {
    await using harness = await startHarness();
    const { asked, fetch } = noting();
    const urls: string[] = [];
    const { review } = await open(harness, {
      fetch: (input, init) => {
        urls.push(new Request(input).url);
        return fetch(input, init);
      },
    });
    expect(await kindOf(review.pullRequest(1))).toBe("not-found");
    expect(asked.length).toBeGreaterThan(0);
    for (const url of urls) expect(url).not.toMatch(/ghs_|[?&](?:access_)?token=|\/\/[^/]*@/);
  });
});

describe("credentials were printed that nothing had marked as such (digger#2677), on one way of six (tfplan2md PR #537)", () => {
  const config = parseConfig(undefined, builtinKinds);
  const { signal } = new AbortController();
  let evaluator: ChildEvaluator;
  beforeAll(() => {
    evaluator = createChildEvaluator();
  });
  afterAll(() => evaluator.close());

  /** One for each place in which a credential may stand as text. */
  const canaries = ["key", "header", "query", "body", "password", "client"].map((place) => `canary-${place}-7f3a91cc`);
  const [key = "", header = "", query = "", body = "", password = "", client = ""] = canaries;
  const secret = (name: string, value: string) => [{ key: name, value, isValueSecret: true }];
  const documents = {
    "orders.json": {
      id: "orders",
      authorizationType: "API_KEY",
      authParameters: {
        apiKeyName: "x-api-key",
        apiKey: key,
        invocationHttpParameters: {
          headerParameters: secret("x-tenant", header),
          queryStringParameters: secret("tenant", query),
          bodyParameters: secret("tenant", body),
        },
      },
    },
    "stock.json": { id: "stock", authorizationType: "BASIC", authParameters: { username: "user", password } },
    "billing.json": {
      id: "billing",
      authorizationType: "OAUTH_CLIENT_CREDENTIALS",
      authParameters: {
        clientId: "client",
        clientSecret: client,
        authorizationEndpoint: "https://auth.example.com/token",
        httpMethod: "POST",
      },
    },
  };
  const textsOf = (all: Readonly<Record<string, object>>) =>
    Object.entries(all).map(([file, document]) => ({ path: file, text: JSON.stringify(document, null, 2) }));

  /** What is made of files, planned where nothing is yet. */
  async function planned(files: readonly { readonly path: string; readonly text: string }[]) {
    const bench = await startApplyBench();
    const definitions = { evaluator, fingerprintKey: new SecretText("bench") };
    const reading = { kinds: builtinKinds, definitions, region: "eu-west-1" };
    const set = await readDefinitions({ files, config }, reading, signal);
    const { plan } = await planDefinitions(set, "all", bench.deps, { signal });
    return { bench, set, plan, sources: new Map(files.map(({ path: file, text }) => [file, text])) };
  }

  const options = { color: false, width: 100 };
  /** Every way on which a plan, or what came of it, is shown. */
  const ways: Readonly<
    Record<string, (plan: Plan, result: RunResult, sources: ReadonlyMap<string, string>) => unknown>
  > = {
    renderPlanComment: (plan) => renderPlanComment(plan, pullRequestContext),
    renderPlanCheck: (plan) => renderPlanCheck(plan, pullRequestContext),
    renderPlanTerminal: (plan) => renderPlanTerminal(plan, options),
    renderDriftCheck: (plan) => renderDriftCheck(plan, pullRequestContext),
    renderDriftTerminal: (plan) => renderDriftTerminal(plan, options),
    renderDiagnosticsTerminal: (plan, _, sources) => renderDiagnosticsTerminal(plan.diagnostics, sources, options),
    renderApplyComment: (plan, result) => renderApplyComment(result, plan, applyContext),
    renderApplyCheck: (plan, result) => renderApplyCheck(result, plan, applyContext),
    renderResultTerminal: (plan, result) => renderResultTerminal(result, plan, options),
  };
  /** What these show is no plan: pages of the manual, reasons from a closed list, and what AWS gives back. */
  const others = /^render(?:Answer|Refusal|Explanation|RuleList|Guard|GuardList|Status|Import)/;

  function leaks(text: string): readonly string[] {
    return canaries.filter((canary) => text.includes(canary.slice(0, 12)));
  }
  const refused: RunResult = { outcome: "failed", reason: "definitions-invalid", results: [] };

  it("no way of showing a plan is left out here", async () => {
    const files = await readdir(path.join(root, "workflows/render"));
    const texts = await Promise.all(files.map((file) => readFile(path.join(root, "workflows/render", file), "utf8")));
    const names = texts.flatMap((text) =>
      Array.from(text.matchAll(/^export function (render\w+)/gm), ([, name = ""]) => name),
    );
    expect(names.filter((name) => !others.test(name)).toSorted()).toEqual(Object.keys(ways).toSorted());
  });

  it("what is shown has none to show: it is gone from the plan, its digests and the ledger, also where AWS repeats it", async () => {
    const files = textsOf(documents);
    const { bench, set, plan, sources } = await planned(files);
    expect(plan.counts).toMatchObject({ create: 3 });
    expect(plan.diagnostics.filter(({ code }) => code === "literal-credential")).toHaveLength(canaries.length);
    expect(leaks(JSON.stringify([plan, set.definitions]))).toEqual([]);

    for (const canary of canaries) bench.literals.add(canary);
    const message = `${[key, header, query, body].map((canary) => `'${canary}'`).join(" ")} failed`;
    bench.aws.addFault({ kind: "fail", code: "InvalidRequest", message, name: "orders" });
    const { result } = await bench.apply(set.definitions);
    expect(result.results.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "billing applied",
      "orders failed",
      "stock applied",
    ]);
    const stored = JSON.stringify(["billing", "stock"].map((name) => bench.aws.storedConnection(name)));
    for (const canary of [client, password]) expect(stored).toContain(canary);
    const ledger = await readFile(path.join(bench.folder, "ledger.json"), "utf8");
    expect(leaks(JSON.stringify([result, ledger]))).toEqual([]);
    const shown = Object.entries(ways).map(
      ([way, show]) => [way, JSON.stringify(show(plan, result, sources))] as const,
    );
    expect(shown.filter(([, text]) => leaks(text).length > 0).map(([way]) => way)).toEqual([]);
  });

  it.each<[what: string, more: object]>([
    ["a token in a description", { description: "use ghp_canary7f3a91ccabcdefghijklmnopqrstuvwx" }],
    [
      "a token in a header that is none",
      {
        authParameters: {
          apiKey: "x",
          invocationHttpParameters: {
            headerParameters: [{ key: "x", value: "ghp_canary7f3a91ccabcdefghijklmnopqrstuvwx" }],
          },
        },
      },
    ],
    ["a secret parameter where everybody could read it", { description: "{{resolve:ssm-secure:/bridgehead/canary}}" }],
  ])("%s, where AWS would show it to whoever may read, is no plan, and is not quoted", async (_, more) => {
    const file = { path: "orders.json", text: JSON.stringify({ ...documents["orders.json"], ...more }, null, 2) };
    const { plan, sources } = await planned([file]);
    expect(plan.digest).toBeNull();
    const shown = Object.entries(ways).map(
      ([way, show]) => [way, JSON.stringify(show(plan, refused, sources))] as const,
    );
    expect(shown.filter(([, text]) => text.includes("canary7f3a")).map(([way]) => way)).toEqual([]);
  });
});
