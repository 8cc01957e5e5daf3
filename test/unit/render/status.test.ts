import { describe, expect, it } from "vitest";
import type { ResourceStatus } from "../../../workflows/engine/plan/resource-status.ts";
import { renderStatusTerminal } from "../../../workflows/render/status.ts";

const terminal = { color: false, width: 80 };

function statusOf(name: string, more: Partial<ResourceStatus> = {}): ResourceStatus {
  return {
    type: "AWS::Events::Connection",
    name,
    id: name,
    stack: null,
    file: `${name}.ts`,
    record: {
      appliedAt: "2026-11-23T14:41:07.000Z",
      run: "0f3a",
      commit: "1a2b3c4d5e",
      arn: null,
      parameters: [{ path: `/bridgehead/${name}/key`, version: 3, newest: 3 }],
    },
    live: { exists: true, matches: true, differs: [] },
    authorization: "AUTHORIZED",
    usable: true,
    inProgress: false,
    ...more,
  };
}

it("a credential that Bridgehead has not written is told", () => {
  const text = renderStatusTerminal([statusOf("orders", { unwritten: true }), statusOf("stock")], terminal);
  expect(text.match(/taken over as it was: its credential was not written by Bridgehead/g)).toHaveLength(1);
});

it("a parameter that nothing was sent of yet, or that is gone, is told as such", () => {
  const { record } = statusOf("orders");
  const path = "/bridgehead/orders/key";
  const told = (parameter: object, more: Partial<ResourceStatus> = {}) => {
    const parameters = [{ path, version: 3, newest: null, ...parameter }];
    const one = statusOf("orders", { record: { ...record, parameters }, ...more });
    return /\/bridgehead.*$/.exec(renderStatusTerminal([one], { color: false, width: 300 }))?.[0];
  };
  expect(told({ missing: true })).toBe(`${path} version 3 (there is no such parameter any more)`);
  expect(told({})).toBe(`${path} version 3`);
  expect(told({ newest: 4 }, { unwritten: true })).toBe(`${path}, not sent yet`);
  expect(told({ missing: true }, { unwritten: true })).toBe(`${path}, not sent yet`);
});

it("resources of several types have them beside their names", () => {
  const text = renderStatusTerminal([statusOf("orders"), statusOf("orders", { type: "Test::Events::Rule" })], terminal);
  expect(text).toMatch(/^orders \(connection\) .*$\n[^]*^orders \(rule\) /m);
});

describe("the managed connections in a terminal", () => {
  it("are a table with what was applied below each", () => {
    const gone = { exists: false, matches: false, differs: [] };
    const differs = { exists: true, matches: false, differs: ["/Description"] };
    const connections = [
      statusOf("billing", { authorization: null, live: gone, usable: false }),
      statusOf("orders", { id: "orders-api", live: differs }),
    ];
    expect(renderStatusTerminal(connections, terminal)).toBe(
      [
        "2 managed connections, 1 usable.",
        "",
        "Connection  State       Live         Defined in",
        "billing     none        gone         billing.ts",
        "    applied 2026-11-23 14:41 UTC at 1a2b3c4, run 0f3a; /bridgehead/billing/key",
        "    version 3",
        "orders      AUTHORIZED  differs      orders.ts",
        "    differs from what was applied: Description",
        "    id orders-api; applied 2026-11-23 14:41 UTC at 1a2b3c4, run 0f3a;",
        "    /bridgehead/orders/key version 3",
      ].join("\n"),
    );
  });

  it("are called what their type is", () => {
    const bus = { type: "Test::Events::EventBus" };
    const lines = (...names: readonly string[]) =>
      renderStatusTerminal(
        names.map((name) => statusOf(name, bus)),
        terminal,
      ).split("\n");
    expect(lines("orders")[0]).toBe("1 managed event bus, 1 usable.");
    expect(lines("orders", "stock")[0]).toBe("2 managed event buses, 2 usable.");
    expect(lines("orders")[2]).toMatch(/^Event bus {2}State/);
  });

  it("fit into 80 columns with names as long as most are, and keep longer ones whole", () => {
    const usual = statusOf("payments-to-the-settlement-service", { file: "payments.ts" });
    const lines = renderStatusTerminal([usual], terminal).split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const longest = "x".repeat(64);
    expect(renderStatusTerminal([usual, statusOf(longest)], terminal)).toContain(
      `\n${longest}  AUTHORIZED  as applied`,
    );
  });

  it("say which parameter has a newer version, and that a run is at work", () => {
    const parameters = [{ path: "/bridgehead/orders/key", version: 3, newest: 4 }];
    const { record } = statusOf("orders");
    const text = renderStatusTerminal(
      [statusOf("orders", { record: { ...record, commit: null, parameters }, inProgress: true })],
      terminal,
    );
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      "from the command line, run 0f3a; /bridgehead/orders/key version 3 (newest is 4)",
    );
    expect(text).toContain("a run has begun something with it that has not ended");
  });

  it("show no character that could rewrite the terminal", () => {
    expect(renderStatusTerminal([statusOf("a\u001B[2Jb")], terminal)).not.toContain("\u001B");
  });
});

it("does not call usable what AWS has only stored", () => {
  const standing = "stored; AWS tries it with the first event";
  const text = renderStatusTerminal([statusOf("orders", { standing }), statusOf("stock")], terminal);
  expect(text).toContain("2 managed connections, 1 usable, 1 stored; AWS tries it with the first event.");
  expect(text).toMatch(/^orders +stored +/m);
  expect(text).toMatch(/^stock +AUTHORIZED +/m);
});
