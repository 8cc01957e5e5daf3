import { describe, expect, it } from "vitest";
import { createSourceModules } from "../../../workflows/engine/read/typescript/source-modules.ts";

import { stripTypes } from "./support.ts";

describe("the modules of a set", () => {
  it("forget large syntax trees between two evaluations, and keep small ones", () => {
    const large = `export const x = "${"x".repeat(200_000)}";`;
    const modules = createSourceModules(
      [
        { path: "a.ts", text: large },
        { path: "b.ts", text: large },
        { path: "_c.ts", text: "export const y = 1;" },
      ],
      stripTypes,
    );
    const helper = modules.byPath("_c.ts");
    const first = modules.byPath("a.ts");
    modules.trim();
    expect(modules.byPath("a.ts")).toBe(first);
    modules.byPath("b.ts");
    modules.trim();
    expect(modules.byPath("a.ts")).not.toBe(first);
    expect(modules.byPath("_c.ts")).not.toBe(helper);
    expect(modules.byPath("_c.ts")?.code).toBe(helper?.code);
  });
});
