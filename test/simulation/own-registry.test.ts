import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { startMadeUpTerminal } from "../support/made-up-terminal.ts";

// What a command takes from the registry that it is composed with, and what it does not.

interface Stored {
  readonly scopes: readonly { readonly records: readonly object[] }[];
}

it("a ledger of the first format is one of connections, whatever kind comes first", async () => {
  const terminal = await startMadeUpTerminal("widgetsAndConnections");
  try {
    terminal.aws.putParameter({ name: "/bridgehead/orders/key", value: "a-key" });
    const key = "{{resolve:ssm-secure:/bridgehead/orders/key}}";
    const auth = { authorizationType: "API_KEY", authParameters: { apiKeyName: "x-key", apiKey: key } };
    const definition = { type: CONNECTION_TYPE, id: "orders", ...auth };
    await terminal.define("orders.json", JSON.stringify(definition));
    expect(await terminal.apply()).toMatchObject({ outcome: "applied" });
    const file = path.join(terminal.cwd, ".bridgehead", "ledger.json");
    const { scopes } = JSON.parse(await readFile(file, "utf8")) as Stored;
    const later = { key: undefined, format: undefined, state: undefined, begun: undefined, told: undefined };
    const first = scopes.map((scope) => ({
      ...scope,
      records: scope.records.map((record) => ({ ...record, ...later })),
      runs: [],
    }));
    await writeFile(file, JSON.stringify({ format: 1, scopes: first }));
    expect((await terminal.run("status", "--json")).json()).toMatchObject({
      connections: [{ type: CONNECTION_TYPE, name: "orders", usable: true }],
    });
    expect(await terminal.plan()).toMatchObject({ counts: { "no-op": 1, forget: 0, delete: 0 } });
  } finally {
    await terminal.close();
  }
});

it("the rules that a configuration may name are those of the kinds that there are", async () => {
  const rule = { rules: { "duplicate-parameter": "off" } };
  for (const [registry, status] of [
    ["connectionsAndWidgets", 0],
    ["widgetsAndGadgets", 1],
  ] as const) {
    const terminal = await startMadeUpTerminal(registry);
    try {
      await writeFile(path.join(terminal.cwd, "bridgehead.config.json"), JSON.stringify(rule));
      expect([registry, (await terminal.run("validate", "connections")).status]).toEqual([registry, status]);
    } finally {
      await terminal.close();
    }
  }
});
