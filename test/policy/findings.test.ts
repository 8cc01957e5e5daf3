import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../cli/arguments.ts";
import { explain } from "../../cli/commands/explain.ts";
import { createSsmClient } from "../../infra/aws/clients.ts";
import { createStackReader } from "../../infra/aws/stack-reader.ts";
import { findingsPage } from "../../infra/build/findings-page.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { readStacks, type Stacks } from "../../workflows/plan/stacks/read-stacks.ts";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import type { Definition, DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import { explainedGuards } from "../../workflows/engine/help/examples/guard-pages.ts";
import { isRemoval } from "../../workflows/engine/plan/guards/guard.ts";
import { policyFindings } from "../../workflows/engine/plan/guards/policy-guards.ts";
import { type GuardCode, guards, holdOf } from "../../workflows/engine/plan/guards/table.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { defaultLimits } from "../../workflows/engine/policy/limits.ts";
import type { Finding, Plan } from "../../workflows/engine/plan/plan.ts";
import { planDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { holdText } from "../../workflows/render/guard-page.ts";
import {
  type ApplyBench,
  keyed,
  makeAsAnother,
  makeDestination,
  reviewedWhere,
  startApplyBench,
} from "../support/apply-bench.ts";
import { apiKeyModel, defined, target } from "../support/definitions.ts";
import { halfFindings } from "../../workflows/engine/plan/guards/pull-request-guards.ts";
import { sourceModules } from "../support/source-imports.ts";

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const { signal } = new AbortController();

function withOptions(definition: Definition, changes: Partial<DefinitionOptions>): Definition {
  return { ...definition, options: { ...definition.options, ...changes } };
}

/** Definitions of that many connections, applied. */
async function applied(bench: ApplyBench, count: number): Promise<readonly Definition[]> {
  const definitions = Array.from({ length: count }, (_, index) => keyed(bench, `c-${index}`));
  expect((await bench.apply(definitions)).result.outcome).toBe("applied");
  return definitions;
}

async function orders(bench: ApplyBench, changes: Partial<DefinitionOptions> = {}): Promise<Definition> {
  const definition = withOptions(keyed(bench, "orders"), changes);
  expect((await bench.apply([definition])).result.outcome).toBe("applied");
  return definition;
}

/** `orders` with a key from this parameter. */
function keyedBy(bench: ApplyBench, parameter: string): Definition {
  bench.aws.putParameter({ name: parameter, value: "key-of-orders" });
  const key = { ApiKeyName: "x-api-key", ApiKeyValue: `{{resolve:ssm-secure:${parameter}}}` };
  return defined(apiKeyModel("orders", { AuthParameters: { ApiKeyAuthParameters: key } }));
}

const exporting = { exportArn: "/bridgehead-arns/orders" };

async function drift(bench: ApplyBench): Promise<readonly Finding[]> {
  return (await detectDrift(githubAdvice("connections"), bench.deps, { signal })).plan.findings;
}

/** What somebody who has applied nothing from a terminal is told beside stacks. */
async function atTerminal(
  { deps, literals, folder, clock }: ApplyBench,
  definition: Definition,
  stacks: () => Promise<Stacks>,
): Promise<readonly Finding[]> {
  const path = `${folder}/terminal.json`;
  const ledger = createFileLedger({ path, scope: "terminal", firstType: CONNECTION_TYPE, clock });
  const set = { definitions: [definition], diagnostics: [], literals };
  const here = { ...deps, ledger, beside: { stacks, stage: null } };
  return (await planDefinitions(set, "all", here, { signal })).plan.findings;
}

/** The situation of each example, made with the product. */
const situations: Readonly<Record<GuardCode, (bench: ApplyBench) => Promise<readonly Finding[]>>> = {
  async "emptied-folder"(bench) {
    await applied(bench, 2);
    return (await bench.plan([])).findings;
  },
  async "many-removals"(bench) {
    return (await bench.plan((await applied(bench, 10)).slice(4))).findings;
  },
  async protected(bench) {
    await orders(bench, { protect: true });
    return (await bench.plan([])).findings;
  },
  async "nothing-to-adopt"(bench) {
    return (await bench.plan([withOptions(keyed(bench, "orders"), { adopt: true })])).findings;
  },
  async "new-destination"(bench) {
    return (await bench.plan([keyed(bench, "orders")])).findings;
  },
  async "overwrites-credential"(bench) {
    await makeAsAnother(bench, "orders");
    return (await bench.plan([withOptions(keyed(bench, "orders"), { adopt: "write" })])).findings;
  },
  async "looks-renamed"(bench) {
    const { model, ...definition } = await orders(bench);
    const renamed = { ...definition, model: { ...model, Name: "orders-v2" }, id: "orders-v2", name: "orders-v2" };
    return (await bench.plan([{ ...renamed, key: { ...definition.key, identifier: "orders-v2" } }])).findings;
  },
  async "export-outside-prefix"(bench) {
    return (await bench.plan([withOptions(keyed(bench, "orders"), { exportArn: "/shop/arns/orders" })])).findings;
  },
  async "export-not-ours"(bench) {
    bench.aws.putParameter({ name: "/bridgehead-arns/orders", value: "theirs", type: "String" });
    return (await bench.plan([withOptions(keyed(bench, "orders"), exporting)])).findings;
  },
  async "export-twice"(bench) {
    const first = await orders(bench, exporting);
    return (await bench.plan([first, withOptions(keyed(bench, "shop"), exporting)])).findings;
  },
  async "export-written"(bench) {
    return (await bench.plan([withOptions(keyed(bench, "orders"), exporting)])).findings;
  },
  async "export-left"(bench) {
    const first = await orders(bench, exporting);
    return (await bench.plan([withOptions(first, { exportArn: null })])).findings;
  },
  async frozen(bench) {
    bench.aws.putParameter({
      name: `/bridgehead-system/${target.stage}/freeze`,
      value: "audit until Friday",
      type: "String",
    });
    return (await bench.plan([keyed(bench, "orders")])).findings;
  },
  async dependents(bench) {
    await orders(bench);
    await makeDestination(bench, "orders");
    return (await bench.plan([])).findings;
  },
  async "managed-by-stack"(bench) {
    const definition = await orders(bench);
    const changed = { ...definition, model: { ...definition.model, Description: "another" } };
    const known = [{ stage: "production", repository: 1, folder: "connections", ledger: bench.deps.ledger }];
    return await atTerminal(bench, changed, async () => ({ known, unknown: [] }));
  },
  async "stacks-unknown"(bench) {
    const definition = keyed(bench, "orders");
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = createSsmClient({ region: target.region, endpoint: bench.aws.url, credentials });
    const reader = createStackReader({ client, isLoopback: true, ledgerOf: () => bench.deps.ledger });
    bench.aws.addFault({ kind: "access-denied", operation: "DescribeParameters", times: 1 });
    const found = await readStacks(reader, bench.clock, { signal });
    return await atTerminal(bench, definition, async () => found);
  },
  async "policy-change"(bench) {
    const config = { ...defaultLimits, secretPrefixes: ["/bridgehead/", "/payments/"] };
    return policyFindings(await bench.plan([]), builtinKinds, { config, stored: defaultLimits });
  },
  async "outside-reviewed-policy"(bench) {
    const config = { ...defaultLimits, secretPrefixes: ["/payments/"] };
    return policyFindings(await bench.plan([keyedBy(bench, "/payments/orders")]), builtinKinds, {
      config,
      stored: defaultLimits,
    });
  },
  async "half-of-a-replacement"(bench) {
    const { model, ...definition } = await orders(bench);
    const renamed = { ...definition, model: { ...model, Name: "orders-v2" }, name: "orders-v2" };
    const { changes } = await bench.plan([{ ...renamed, key: { ...definition.key, identifier: "orders-v2" } }]);
    return halfFindings(changes);
  },
  async drift(bench) {
    await orders(bench);
    bench.aws.removeConnection("orders");
    return await drift(bench);
  },
  async "parameter-not-found"(bench) {
    await orders(bench);
    bench.aws.deleteParameter("/bridgehead/orders");
    return await drift(bench);
  },
  async "parameter-version-not-found"(bench) {
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "the first" });
    const key = { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/orders:1}}" };
    const pinned = defined(apiKeyModel("orders", { AuthParameters: { ApiKeyAuthParameters: key } }));
    expect((await bench.apply([pinned])).result.outcome).toBe("applied");
    for (let version = 2; version <= 101; version += 1) {
      bench.aws.putParameter({ name: "/bridgehead/orders", value: `number ${version}` });
    }
    return await drift(bench);
  },
  async "secure-parameter-in-plain-reference"(bench) {
    const parameter = "/bridgehead/orders/about";
    bench.aws.putParameter({ name: parameter, value: "Orders of the shop", type: "String" });
    const { model } = keyed(bench, "orders");
    const described = defined({ ...model, Description: `{{resolve:ssm:${parameter}}}` });
    expect((await bench.apply([described])).result.outcome).toBe("applied");
    bench.aws.deleteParameter(parameter);
    bench.aws.putParameter({ name: parameter, value: "Orders of the shop" });
    return await drift(bench);
  },
  async "parameter-not-secure"(bench) {
    await orders(bench);
    bench.aws.deleteParameter("/bridgehead/orders");
    bench.aws.putParameter({ name: "/bridgehead/orders", value: "key-of-orders", type: "String" });
    return await drift(bench);
  },
  async "parameter-expires"(bench) {
    await orders(bench);
    const clock = { ...bench.deps.clock, now: () => Date.UTC(2026, 10, 30) };
    bench.aws.putParameter({
      name: "/bridgehead/orders",
      value: "key-of-orders",
      expires: new Date(Date.UTC(2026, 11, 14)),
    });
    return (await detectDrift(githubAdvice("connections"), { ...bench.deps, clock }, { signal })).plan.findings;
  },
  async "not-authorized"(bench) {
    await orders(bench);
    bench.aws.setConnectionState("orders", "DEAUTHORIZED", null);
    return await drift(bench);
  },
};

/** What `bridgehead explain` prints. */
async function explained(...words: readonly string[]): Promise<string> {
  let printed = "";
  const json = words.includes("--json");
  const output = { json, color: false, width: 100, result: (text: string) => void (printed += text), note: () => {} };
  await explain.run(parseArguments("explain", explain, words), output, signal, builtinKinds);
  return printed;
}

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, " ");
const withoutStop = (text: string): string => text.replace(/^./, (first) => first.toUpperCase());

describe.each(explainedGuards)("the finding $code", (guard) => {
  it("is made by what its example tells, says just that, and is in the table by its level", async () => {
    const made = await situations[guard.code as GuardCode](await startApplyBench());
    const [finding, ...more] = made.filter(({ code }) => code === guard.code);
    expect(more).toEqual([]);
    expect(finding?.message).toBe(guard.example.says);
    expect(guard.holds[finding?.level ?? "block"]).toBeDefined();
  });

  it("is explained on the terminal and on its page", async () => {
    const page = inOneLine(await read("docs/findings.md"));
    const printed = inOneLine(await explained(guard.code));
    for (const part of [guard.title, guard.explanation, guard.clearedBy, guard.example.told, holdText(guard)]) {
      expect(page).toContain(inOneLine(part));
      expect(printed).toContain(inOneLine(part));
    }
    expect(page).toContain(guard.example.says);
    expect(printed).toContain(withoutStop(guard.example.says));
    expect(await explained(guard.code, "--json")).toContain(JSON.stringify(guard.clearedBy));
  });
});

describe("the table of guards", () => {
  it("has each code once", () => {
    const codes = guards.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)]);
    for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it("is all that `explain` lists beside the diagnostics", async () => {
    const listed = await explained();
    for (const { code, title } of explainedGuards) expect(listed).toMatch(new RegExp(`^${code} .*${title}$`, "m"));
    const { findings } = JSON.parse(await explained("--json")) as { findings: readonly { code: string }[] };
    expect(findings.map(({ code }) => code)).toEqual(guards.map(({ code }) => code));
  });

  it("has what is about a rule alone in no page", async () => {
    expect(JSON.parse(await explained("literal-credential", "--json"))).not.toHaveProperty("floor");
  });

  it("has the code that is nearest to one that there is not", async () => {
    await expect(explained("protectd")).rejects.toMatchObject({ hint: expect.stringContaining("explain protected`") });
  });

  it('is the page in docs; if not: npx -c "node infra/build/findings-page.ts" > docs/findings.md', async () => {
    expect(await read("docs/findings.md")).toBe(findingsPage());
  });

  it("is where findings are made: nobody writes a code or a level beside it", async () => {
    const files = (await sourceModules(["workflows", "cli"])).filter(
      ({ path }) => !path.startsWith("workflows/engine/plan/guards/"),
    );
    const texts = await Promise.all(files.map(async ({ path }) => ({ path, text: await read(path) })));
    const codes = guards.map(({ code }) => code).join("|");
    const written = texts.filter(({ text }) =>
      new RegExp(`level: "(?:block|warn)",|\\bcode [!=]== "(?:${codes})"`).test(text),
    );
    expect(written.map(({ path }) => path)).toEqual([]);
  });
});

describe("what a finding holds", () => {
  const levels = guards.flatMap((guard) => Object.keys(guard.holds).map((level) => [guard.code, level] as const));

  it.each(levels)("%s, as %s, is what the table says", async (code, level) => {
    const bench = await startApplyBench();
    await bench.apply([keyed(bench, "gone"), keyed(bench, "kept"), keyed(bench, "old")]);
    const changed = { ...keyed(bench, "kept", { Description: "new" }) };
    const renamed = { ...keyed(bench, "new"), id: "old" };
    const plan = await bench.plan([changed, renamed, keyed(bench, "made")]);
    const isOfDanger = holdOf({ code, level: level as Finding["level"] }) === "its change unless it was reviewed";
    const about = plan.changes.find(({ name }) => name === (isOfDanger ? "made" : "kept"));
    const finding = { code, level: level as Finding["level"], message: "why", about: about ?? null };
    const under = (isReviewed: boolean): Promise<readonly string[]> =>
      heldBy(bench, { ...plan, findings: [finding] }, isReviewed);
    const all = plan.changes.map(({ name }) => name);
    const removals = plan.changes.filter(isRemoval).map(({ name }) => name);
    expect(removals).toEqual(["gone", "new"]);
    // What nobody reviewed and sends a secret where it did not go is held by what it does, whoever found it.
    const dangers = [...removals, "made"];
    expect(plan.findings).toMatchObject([{ code: "new-destination", about: { name: "made" } }, expect.anything()]);
    const expected = {
      nothing: [[], dangers],
      "its change": [["kept"], [...dangers, "kept"]],
      "its change unless it was reviewed": [[], dangers],
      removals: [removals, dangers],
      everything: [all, all],
    }[holdOf(finding)];
    expect([await under(true), await under(false)].map((names) => names.toSorted())).toEqual(
      expected?.map((names) => names.toSorted()),
    );
  });
});

async function heldBy(bench: ApplyBench, plan: Plan, isReviewed: boolean): Promise<readonly string[]> {
  const review = reviewedWhere(() => isReviewed);
  const { held } = await review({ plan, records: await bench.deps.ledger.records(), looks: new Map() });
  return held.map(({ change }) => change.name);
}
