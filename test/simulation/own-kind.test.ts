import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import { GADGET, WIDGET } from "../support/made-up-kinds.ts";
import { type MadeUpTerminal, startMadeUpTerminal } from "../support/made-up-terminal.ts";

// Kinds that the product does not have, from their definitions through everything that happens to them.

let terminal: MadeUpTerminal;

beforeAll(async () => {
  terminal = await startMadeUpTerminal("widgetsAndGadgets");
  terminal.aws.putParameter({ name: "/bridgehead/clock/passphrase", value: "canary-clock" });
  terminal.aws.putParameter({ name: "/bridgehead/clock/code", value: "canary-code" });
});
afterAll(() => terminal.close());

const writes = () =>
  terminal.aws.requests().filter(({ operation }) => /^(?:Create|Update|Delete)Resource$/.test(operation));

/** A gadget in TypeScript, whose properties begin on line 3. */
const clock = (properties: string) =>
  terminal.define(
    "clock.ts",
    `import { AWS, ssm } from "bridgehead";\nawait AWS.Gadgets.Gadget("clock", {\n${properties}\n` +
      'passphrase: ssm("/bridgehead/clock/passphrase"),\n});\n',
  );
const small = 'size: 3, material: "brass", labels: { "left side": "red", "a/b": "green" }, steps: ["wind", "tick"],';
const smallModel = {
  Label: "clock",
  Size: 3,
  Material: "brass",
  Labels: { "left side": "red", "a/b": "green" },
  Steps: ["wind", "tick"],
  Passphrase: "canary-clock",
};
const tray = (more: object) =>
  terminal.define("tray.json", JSON.stringify({ id: "tray", type: WIDGET, ...more }, null, 2));
const trayModel = { Label: "tray", Size: 2, Colours: { Left: "red" }, PartNames: ["wheel"] };

it("mistakes are refused where they stand, each with the rule and what to write", async () => {
  await clock('size: 30, labels: { left: 4, right: "much too long" },\nsteps: "wind",\nmateriel: "brass",');
  await tray({ size: 2.5, colours: { Left: "blue" } });
  await terminal.define("lever.json", JSON.stringify({ id: "lever", type: GADGET }));
  await terminal.define("rule.ts", 'import { AWS } from "bridgehead";\nawait AWS.Events.Rule("rule", {});\n');
  const ended = await terminal.run("validate", "--json");
  expect(ended.status).toBe(1);
  const { diagnostics } = ended.json<Plan>();
  expect(diagnostics.map((each) => `${each.file}:${each.line} ${each.message} -> ${each.hint}`)).toEqual([
    "clock.ts:3 `size` is 1 at least and 9 at most, not 30. -> Write a number of 1 at least and 9 at most.",
    "clock.ts:3 `labels.left` takes a text, not a number. -> Put the value in quotes.",
    "clock.ts:3 `labels.right` has 13 characters; AWS takes 5. -> Shorten it by 8.",
    "clock.ts:4 `steps` takes a list, not a text. -> Put it in brackets: `[…]`.",
    "clock.ts:5 `materiel` is not a property of a gadget. -> Did you mean `material`?",
    "lever.json:1 The gadget lacks `passphrase`. -> " +
      'Add `"passphrase": "{{resolve:ssm-secure:/bridgehead/lever/passphrase}}"`',
    'lever.json:1 The gadget lacks `size`. -> Add `"size": 1`',
    "rule.ts:2 AWS.Events.Rule is not supported: Bridgehead manages AWS.Gadgets.Gadget, AWS.Widgets.Widget only -> " +
      "Declare this resource with another tool.",
    "tray.json:4 `size` takes a whole number, not a fraction. -> Leave out the point and what follows it.",
    'tray.json:6 `colours.Left` is one of "red", "green", not "blue". -> Write it as in `"Left": "red"`',
  ]);
  const shown = (await terminal.run("validate")).stdout.replaceAll(/\s+/g, " ");
  for (const { message } of diagnostics) expect(shown.toLowerCase()).toContain(message.toLowerCase());
  await Promise.all(["lever.json", "rule.ts"].map((name) => terminal.define(name, null)));
});

describe("a gadget in TypeScript and a widget in JSON", () => {
  it("are valid, and planned with their types", async () => {
    await clock(small);
    await tray({ size: 2, colours: { Left: "red" }, partNames: ["wheel"] });
    expect(await terminal.run("validate", "--json")).toMatchObject({ status: 0 });
    const ended = await terminal.run("plan", "--json");
    expect(ended).toMatchObject({ status: 2, stderr: "" });
    expect(ended.json()).toMatchObject({
      counts: { create: 2 },
      changes: [
        {
          type: GADGET,
          name: "clock",
          action: "create",
          file: "clock.ts",
          line: 2,
          properties: expect.arrayContaining([
            { path: "/Size", before: null, after: 3, sensitive: false, readable: true, recorded: null },
            expect.objectContaining({ path: "/Labels/a~1b", after: "green" }),
            expect.objectContaining({ path: "/Passphrase", sensitive: true, readable: false }),
          ]),
        },
        { type: WIDGET, name: "tray", action: "create", file: "tray.json" },
      ],
      findings: [expect.objectContaining({ code: "new-destination", type: GADGET, name: "clock" })],
    });
    const { stdout } = await terminal.run("plan");
    expect(stdout).toContain("+ clock (gadget): create");
    expect(stdout).toContain("+ tray (widget): create");
    expect(stdout).toMatch(/Labels\.left side +"red"/);
  });

  it("are applied as they are defined, once", async () => {
    expect(await terminal.apply()).toMatchObject({ outcome: "applied", results: [{ type: GADGET }, { type: WIDGET }] });
    expect(terminal.stored(GADGET, "clock")).toEqual(smallModel);
    expect(terminal.stored(WIDGET, "tray")).toEqual(trayModel);
    const before = writes().length;
    expect(await terminal.apply()).toMatchObject({ outcome: "no-changes" });
    expect(writes().slice(before)).toEqual([]);
  });

  it("have a status", async () => {
    expect((await terminal.run("status", "--json")).json()).toMatchObject({
      connections: [
        {
          type: GADGET,
          name: "clock",
          file: "clock.ts",
          record: { arn: expect.stringContaining(":gadget/clock/"), parameters: [{ version: 1, newest: 1 }] },
          live: { matches: true },
          usable: true,
        },
        { type: WIDGET, name: "tray", authorization: null, live: { matches: true }, usable: true },
      ],
    });
    expect((await terminal.run("status")).stdout).toContain("2 managed resources, 2 usable.");
  });

  it("drift when somebody changes a whole number and a map, and are restored", async () => {
    expect(await terminal.run("drift")).toMatchObject({ status: 0 });
    terminal.aws.changeResource(GADGET, "clock", { Size: 5, Labels: { "left side": "blue", more: "x" } });
    const ended = await terminal.run("drift", "--json");
    expect(ended.status).toBe(2);
    expect(ended.json<Plan>().changes[0]).toMatchObject({
      type: GADGET,
      action: "update",
      properties: ["/Labels/a~1b", "/Labels/left side", "/Labels/more", "/Size"].map((each) => ({ path: each })),
    });
    expect((await terminal.run("drift")).stdout).toContain("Drift: 1 of 2 resources");
    expect((await terminal.plan()).counts).toMatchObject({ update: 1, "no-op": 1 });
    expect(await terminal.apply()).toMatchObject({
      outcome: "applied",
      results: [{ name: "clock", action: "update" }],
    });
    expect(terminal.stored(GADGET, "clock")).toEqual(smallModel);
    expect(await terminal.run("drift")).toMatchObject({ status: 0 });
  });
});

describe("an update", () => {
  const full =
    'size: 4, weight: 1.5, motto: "tick tock", labels: { "left side": "blue" }, steps: ["tick", "tock", "stop"],\n' +
    'parts: [{ id: "z", code: ssm("/bridgehead/clock/code") }, { id: "b" }], rules: { when: ["now"] }, material: "brass",';
  const fullModel = {
    Label: "clock",
    Size: 4,
    Weight: 1.5,
    Motto: "tick tock",
    Labels: { "left side": "blue" },
    Steps: ["tick", "tock", "stop"],
    Parts: [{ Id: "b" }, { Id: "z", Code: "canary-code" }],
    Rules: { when: ["now"] },
    Material: "brass",
    Passphrase: "canary-clock",
  };
  const changed =
    'size: 5, weight: 2, motto: "tock", labels: { "left side": "red", b: "c" }, steps: ["stop", "tick"],\n' +
    'parts: [{ id: "z", code: ssm("/bridgehead/clock/code") }, { id: "c" }], rules: { when: [{ hour: 4 }] },\n' +
    'material: "brass",';
  const changedModel = {
    ...fullModel,
    Size: 5,
    Weight: 2,
    Motto: "tock",
    Labels: { "left side": "red", b: "c" },
    Steps: ["stop", "tick"],
    Parts: [{ Id: "c" }, { Id: "z", Code: "canary-code" }],
    Rules: { when: [{ hour: 4 }] },
  };

  it.each([
    ["adds and changes every property", full, fullModel],
    [
      "takes away whatever may be left out",
      'size: 4, material: "brass",',
      {
        Label: "clock",
        Size: 4,
        Material: "brass",
        Passphrase: "canary-clock",
      },
    ],
    ["brings them back", changed, changedModel],
  ])("%s", async (_, properties, model) => {
    await clock(properties);
    expect(await terminal.apply()).toMatchObject({
      outcome: "applied",
      results: [{ name: "clock", action: "update" }],
    });
    expect(terminal.stored(GADGET, "clock")).toEqual(model);
    expect((await terminal.plan()).counts).toMatchObject({ "no-op": 2 });
  });

  it("sends a secret whose parameter has a new version", async () => {
    terminal.aws.putParameter({ name: "/bridgehead/clock/passphrase", value: "canary-rotated" });
    expect((await terminal.plan()).changes[0]?.properties).toMatchObject([{ path: "/Passphrase", sensitive: true }]);
    await terminal.apply();
    expect(terminal.stored(GADGET, "clock")).toEqual({ ...changedModel, Passphrase: "canary-rotated" });
    expect((await terminal.plan()).counts).toMatchObject({ "no-op": 2 });
  });
});
