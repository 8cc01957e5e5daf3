import { expect, it } from "vitest";
import { parseArguments } from "../../cli/arguments.ts";
import { demo } from "../../cli/commands/demo.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";

it("the demo ends well: what one pushed, the other accepts", { timeout: 180_000 }, async () => {
  let printed = "";
  const told: string[] = [];
  const note = (text: string): void => void told.push(text);
  const output = { json: true, color: false, width: 100, result: (text: string) => void (printed += text), note };
  const { signal } = new AbortController();
  expect(await demo.run(parseArguments("demo", demo, ["--json"]), output, signal, builtinKinds)).toBe(0);
  expect(told.join("\n")).toContain("Somebody else with write permission reads it, and accepts exactly that plan");
  expect(JSON.parse(printed)).toMatchObject({ rerun: { outcome: "no-changes" }, live: expect.any(Array) });
});
