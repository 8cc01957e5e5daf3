import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResourceStatus } from "../../workflows/engine/plan/resource-status.ts";
import { GADGET, WIDGET } from "../support/made-up-kinds.ts";
import { type MadeUpTerminal, startMadeUpTerminal } from "../support/made-up-terminal.ts";

// Kinds that the product does not have: resources that it takes over, makes anew, and lets go.

interface Statuses {
  readonly connections: readonly ResourceStatus[];
}

let terminal: MadeUpTerminal;
const canaries = { theirs: `canary-theirs-"q"/s\\b+<7f3a>`, ours: `canary-ours-"q"/s\\b+<91cc>` };
const bell = {
  Label: "bell",
  Size: 7,
  Material: "steel",
  Labels: { "a b": "x" },
  Steps: ["ring"],
  Parts: [{ Id: "k" }],
  Rules: { camelCase: [1] },
};
const chime = {
  Label: "bell",
  Size: 2,
  Weight: 0.5,
  Colours: { "a b": "red" },
  PartNames: ["rod"],
  Tags: [{ Key: "a", Value: "1" }],
};

beforeAll(async () => {
  terminal = await startMadeUpTerminal("widgetsAndGadgets");
});
afterAll(() => terminal.close());

describe.each(["ts", "json"])("what somebody else made, imported as %s", (format) => {
  const files = [`bell.${format}`, `bell-2.${format}`];

  it("is written to files that are valid", async () => {
    await terminal.make(GADGET, { ...bell, Passphrase: canaries.theirs });
    await terminal.make(WIDGET, { ...chime, UnlockCode: canaries.theirs });
    const ended = await terminal.run("import", "--format", format, "--json");
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    expect(ended.json()).toMatchObject({
      files: files.map((name) => ({ path: `connections/${name}`, connections: ["bell"] })),
      parameters: [{ type: GADGET, connection: "bell", path: "/bridgehead/bell/passphrase", property: "/Passphrase" }],
      skipped: [],
    });
    expect((await terminal.run("validate", "--json")).json()).toMatchObject({ diagnostics: [] });
  });

  it("is planned as adoptions that change nothing that can be seen", async () => {
    terminal.aws.putParameter({ name: "/bridgehead/bell/passphrase", value: canaries.ours });
    expect(await terminal.plan()).toMatchObject({
      counts: { adopt: 2, create: 0, update: 0 },
      changes: [
        { type: GADGET, name: "bell", action: "adopt", writes: false, properties: [] },
        { type: WIDGET, name: "bell", action: "adopt", writes: false, properties: [] },
      ],
      diagnostics: [],
    });
  });

  it("is taken over as it is, with the secret that it has", async () => {
    expect(await terminal.apply()).toMatchObject({ outcome: "applied", results: [{ type: GADGET }, { type: WIDGET }] });
    expect(terminal.stored(GADGET, "bell")).toEqual({ ...bell, Passphrase: canaries.theirs });
    // Nobody can read what the definition does not say, and an update would take it away.
    expect(terminal.stored(WIDGET, "bell")).toEqual({ ...chime, UnlockCode: canaries.theirs });
    expect((await terminal.plan()).counts).toMatchObject({ adopt: 0, "no-op": 2 });
    expect((await terminal.run("import")).stdout).toContain("2 resources are managed or defined already");
  });

  it("is deleted when its definition goes, and only that", async () => {
    await terminal.define(files[1] ?? "", null);
    const { stdout } = await terminal.run("plan");
    expect(stdout).toContain("- bell (id bell-2): delete");
    expect(stdout).toContain("Warning: 1 widget is deleted or replaced: bell.");
    expect(await terminal.apply()).toMatchObject({ results: [{ type: WIDGET, name: "bell", action: "delete" }] });
    expect(terminal.stored(WIDGET, "bell")).toBeUndefined();
    expect(terminal.stored(GADGET, "bell")).toBeDefined();
    await terminal.define(files[0] ?? "", null);
    await terminal.define("other.json", JSON.stringify({ id: "other", type: WIDGET, size: 1 }));
    expect(await terminal.apply()).toMatchObject({ results: [{ type: GADGET, action: "delete" }, { name: "other" }] });
    expect(terminal.stored(GADGET, "bell")).toBeUndefined();
    await terminal.define("other.json", null);
    await terminal.apply();
  });
});

describe("a gadget that no update can lead to", () => {
  const clock = (more: object) =>
    terminal.define(
      "clock.json",
      JSON.stringify({
        id: "clock",
        size: 3,
        passphrase: "{{resolve:ssm-secure:/bridgehead/bell/passphrase}}",
        ...more,
      }),
    );
  const arn = async () => (await terminal.run("status", "--json")).json<Statuses>().connections[0]?.record.arn;

  it("is made anew where a property is set when it is created", async () => {
    await clock({ material: "brass" });
    await terminal.apply();
    const before = await arn();
    await clock({ material: "steel" });
    expect(await terminal.plan()).toMatchObject({
      counts: { replace: 1 },
      changes: [{ action: "replace", properties: [{ path: "/Material", before: "brass", after: "steel" }] }],
    });
    expect(await terminal.apply()).toMatchObject({
      outcome: "applied",
      results: [{ name: "clock", action: "replace" }],
    });
    expect(terminal.stored(GADGET, "clock")).toMatchObject({ Material: "steel", Passphrase: canaries.ours });
    expect(await arn()).not.toBe(before);
  });

  it("is replaced where it gets another label: the new one first", async () => {
    await clock({ material: "steel", label: "watch" });
    expect((await terminal.run("plan")).stdout).toContain("Warning: 1 gadget is deleted or replaced: clock.");
    expect(await terminal.apply()).toMatchObject({
      outcome: "applied",
      results: [
        { name: "clock", action: "delete" },
        { name: "watch", action: "replace" },
      ],
    });
    expect(terminal.stored(GADGET, "clock")).toBeUndefined();
    expect(terminal.stored(GADGET, "watch")).toMatchObject({ Size: 3, Passphrase: canaries.ours });
    const { stdout } = await terminal.run("plan", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ counts: { "no-op": 1 } });
  });
});

it("a secret is in nothing that was printed or kept", async () => {
  const shown = await terminal.shown();
  expect(shown).toContain("/bridgehead/bell/passphrase");
  for (const value of Object.values(canaries)) {
    for (const probe of [value.slice(0, 11), encodeURIComponent(value), Buffer.from(value).toString("base64")]) {
      expect(shown).not.toContain(probe);
    }
  }
});
