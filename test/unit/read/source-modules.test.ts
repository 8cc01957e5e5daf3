import { describe, expect, it } from "vitest";
import { createSourceModules } from "../../../workflows/engine/read/typescript/source-modules.ts";

import process from "node:process";
import { isNestedTooDeeply } from "../../../workflows/engine/read/typescript/nesting.ts";
import { stripTypes } from "./support.ts";

describe("the modules of a set", () => {
  it("forget between two evaluations what is no short helper: that is known by the set alone", () => {
    const large = `export const x = "${"x".repeat(200_000)}";`;
    const modules = createSourceModules(
      ["a.ts", "_b.ts", "_c.ts", "_d.ts"].map((path) => ({
        path,
        text: path < "_d.ts" && path !== "a.ts" ? large : "export const y = 1;",
      })),
      stripTypes,
    );
    const prepared = () => ["a.ts", "_b.ts", "_c.ts", "_d.ts"].map((path) => modules.byPath(path));
    const first = prepared();
    modules.trim();
    const again = prepared();
    expect(again.map((module, index) => module === first[index])).toEqual([false, true, false, true]);
    expect(again.map((module) => module !== undefined && modules.isKept(module))).toEqual([false, true, false, true]);
    expect(again.map((module) => module?.code)).toEqual(first.map((module) => module?.code));
  });

  it("do not keep what takes more work than an ordinary helper of its length", () => {
    const nested = `let z = ${"<T>(".repeat(16)}b${")".repeat(16)};`;
    const modules = createSourceModules(
      [
        { path: "_a.ts", text: "export const a = 1;" },
        { path: "_b.ts", text: nested },
      ],
      stripTypes,
    );
    const [plain, much] = ["_a.ts", "_b.ts"].map((path) => modules.byPath(path));
    expect(plain !== undefined && modules.isKept(plain)).toBe(true);
    expect(much?.problems).toEqual([]);
    expect(much !== undefined && modules.isKept(much)).toBe(false);
    expect(much?.work).toBeGreaterThan(5_000_000);
  });
});

it("what begins like a comment and has no end is looked for once, however often it stands in a text", () => {
  const begun = process.cpuUsage();
  expect(isNestedTooDeeply("/*a".repeat(85_000))).toBe(false);
  expect(isNestedTooDeeply(`/*${"(".repeat(300)}*/ /*${"(".repeat(100)}`)).toBe(false);
  expect(isNestedTooDeeply(`/**/${"(".repeat(300)}`)).toBe(true);
  // Looking for each end takes half a minute of work; this takes milliseconds.
  expect(process.cpuUsage(begun).user).toBeLessThan(5_000_000);
});
