import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GADGET, registries, WIDGET } from "../support/made-up-kinds.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

const CONNECTION = "AWS::Events::Connection";
const canary = `canary-secret-"q"/s\\b+<7f3a>`;
const probes = [canary.slice(0, 13), encodeURIComponent(canary), Buffer.from(canary).toString("base64")];

const widgetJson = (size: number) =>
  JSON.stringify({
    id: "bell-widget",
    type: WIDGET,
    label: "bell",
    size,
    colours: { left: "red" },
    partNames: ["rod"],
  });
const gadgetTs = (size: number) => `import { AWS, ssm } from "bridgehead";
await AWS.Gadgets.Gadget("bell", {
  size: ${size},
  labels: { "left side": "red" },
  steps: ["ring"],
  passphrase: ssm("/bridgehead/bell/key"),
});
`;

/** Everything that GitHub shows, that was logged, and that the runs and the ledger say. */
async function everythingShown({ octokit, place, user, log, runs, stack }: Pipeline): Promise<string> {
  const { data: pulls } = await octokit.rest.pulls.list({ ...place, state: "all" });
  const { data: commits } = await octokit.rest.repos.listCommits({ ...place, sha: "main" });
  const comments = await Promise.all(pulls.map(({ number }) => user.comments(number)));
  const refs = [...commits.map(({ sha }) => sha), ...pulls.map(({ head }) => head.sha)];
  const checks = await Promise.all(
    refs.map((ref) => octokit.rest.checks.listForRef({ ...place, ref, filter: "all" }).then(({ data }) => data)),
  );
  return JSON.stringify([comments, checks, log, runs, stack.aws.requests(), await readFile(stack.ledgerPath, "utf8")]);
}

/** Two kinds whose resources share the name "bell", each with what its definition says. */
const compositions = [
  {
    kinds: "widgetsAndGadgets",
    other: GADGET,
    noun: "gadget",
    file: "connections/bell.ts",
    text: (changed: boolean) => gadgetTs(changed ? 4 : 3),
    stored: { Label: "bell", Size: 3, Labels: { "left side": "red" }, Steps: ["ring"], Passphrase: canary },
    edit: { Size: 9, Labels: { "left side": "blue" } },
    declared: "AWS.Gadgets.Gadget, AWS.Widgets.Widget",
  },
  {
    kinds: "connectionsAndWidgets",
    other: CONNECTION,
    noun: "connection",
    file: "connections/bell.json",
    text: (changed: boolean) => definitionJson("bell", changed ? { description: "changed" } : {}),
    stored: {
      Name: "bell",
      AuthorizationType: "API_KEY",
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: canary } },
    },
    edit: { Description: "edited by hand" },
    declared: "AWS.Events.Connection, AWS.Widgets.Widget",
  },
] as const;

describe.each(compositions)("$kinds", ({ kinds, other, noun, file, text, stored, edit, declared }) => {
  const widget = { Label: "bell", Size: 1, Colours: { left: "red" }, PartNames: ["rod"] };
  let pipeline: Pipeline;

  beforeAll(async () => {
    pipeline = await startPipeline({ kinds: registries[kinds] });
    pipeline.stack.aws.putParameter({ name: "/bridgehead/bell/key", value: canary });
  });
  afterAll(() => pipeline.close());

  const storedOf = (type: string) => pipeline.stack.aws.storedResource(type, "bell")?.properties;
  async function dispatch(connection: string) {
    await pipeline.user.dispatch({ operation: "apply", connection });
    await pipeline.stack.idle();
    return pipeline.runs.at(-1);
  }

  it("a pull request with both is planned and applied when it is merged", async () => {
    const { number, head } = await pipeline.propose("both", {
      [file]: text(false),
      "connections/bell-widget.json": widgetJson(1),
    });
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("success");
    const comment = await pipeline.comment(number);
    expect(comment).toContain("## 🟢 Plan: 2 to create");
    expect(comment).toContain(`| +&nbsp;create | \`bell\` (${noun}) |`);
    expect(comment).toContain("| +&nbsp;create | `bell` (widget, id `bell-widget`) |");
    const merged = await pipeline.merge(number);
    expect(await pipeline.conclusion(merged, "bridgehead / apply")).toBe("success");
    expect(await pipeline.comment(number)).toContain("Applied: 2 created");
    expect(storedOf(other)).toMatchObject(stored);
    expect(storedOf(WIDGET)).toEqual(widget);
  });

  it("one with an unknown type gets the helpful error, and nothing is planned", async () => {
    const { number, head } = await pipeline.propose("rule", {
      "connections/rule.ts": 'import { AWS } from "bridgehead";\nawait AWS.Events.Rule("orders", {});\n',
    });
    expect(await pipeline.conclusion(head, "bridgehead / plan")).toBe("failure");
    const comment = await pipeline.comment(number);
    expect(comment).toContain(`AWS.Events.Rule is not supported: Bridgehead manages ${declared} only`);
    expect(comment).toContain("connections/rule.ts:2");
  });

  it("drift of both is reported with what to run, which restores one without the other", async () => {
    pipeline.stack.aws.changeResource(WIDGET, "bell", { Size: 9, Colours: { left: "green" } });
    pipeline.stack.aws.changeResource(other, "bell", edit);
    expect(await pipeline.stack.reconcile()).toMatchObject({ drifted: 2, applies: 0 });
    const check = (await pipeline.user.checks("main")).find(({ name }) => name === "bridgehead / drift");
    expect(check).toMatchObject({ conclusion: "neutral", title: "Drift: 2 of 2 resources" });
    expect(check?.summary).toContain(`\`connection: ${WIDGET}/bell\``);

    expect(await dispatch("bell")).toMatchObject({ outcome: "refused", reason: "ambiguous-name" });
    expect(await dispatch(`${WIDGET}/bell`)).toMatchObject({
      outcome: "applied",
      results: [{ key: { type: WIDGET }, name: "bell", action: "update" }],
    });
    expect(storedOf(WIDGET)).toEqual(widget);
    expect(storedOf(other)).toMatchObject(edit);
    expect(check?.summary).toContain(`\`connection: ${other}/bell\``);
    expect(await dispatch(`${other}/bell`)).toMatchObject({ outcome: "applied", results: [{ key: { type: other } }] });
    expect(storedOf(other)).toMatchObject(stored);
    expect(await pipeline.stack.reconcile()).toMatchObject({ drifted: 0 });
  });

  it("a change of one leaves the other alone", async () => {
    const before = storedOf(WIDGET);
    const { number } = await pipeline.propose("change", { [file]: text(true) });
    expect(await pipeline.comment(number)).toContain("## 🟢 Plan: 1 to update");
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ key: { type: other } }] });
    expect(storedOf(WIDGET)).toEqual(before);
  });

  it("so does its deletion", async () => {
    const { number } = await pipeline.propose("delete", { "connections/bell-widget.json": null });
    expect(await pipeline.comment(number)).toContain("**1 widget goes away**");
    await pipeline.merge(number);
    expect(pipeline.runs.at(-1)).toMatchObject({
      outcome: "applied",
      results: [{ key: { type: WIDGET, identifier: "bell" }, action: "delete" }],
    });
    expect(storedOf(WIDGET)).toBeUndefined();
    expect(storedOf(other)).toBeDefined();
    // The name alone names one again.
    expect(await dispatch("bell")).toMatchObject({ outcome: "no-changes" });
  });

  it("the secret is in nothing that was shown, logged or kept", async () => {
    const shown = await everythingShown(pipeline);
    expect(shown).toContain("/bridgehead/bell/key");
    expect(probes.filter((probe) => shown.includes(probe))).toEqual([]);
  });
});
