import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  answerOf,
  type Axis,
  machineCases,
  machineRows,
  unseenRows,
  wordsOf,
} from "../../infra/build/machine-cases.ts";
import { machinePage } from "../../infra/build/machine-page.ts";
import { needsLook } from "../../workflows/apply/machine/decide.ts";

type Row = ReturnType<typeof machineRows>[number];

/** Whether a row, of whatever words, has a case. */
function has({ words }: Row, own: Row["words"]): boolean {
  return (Object.keys(own) as Axis[]).every((axis) => {
    const [word] = own[axis];
    return word === undefined ? words[axis].length === 0 : words[axis].includes(word);
  });
}

describe("the page of the machine of an apply", () => {
  it('is the page in docs; if not: npx -c "node infra/build/machine-page.ts" > docs/apply-machine.md', async () => {
    const page = await readFile(new URL("../../docs/apply-machine.md", import.meta.url), "utf8");
    expect(page).toBe(machinePage());
  });

  it("has each case in one row, with its answer: folding loses nothing", () => {
    const rows = machineRows();
    for (const each of machineCases) {
      const own = rows.filter((row) => has(row, wordsOf(each)));
      expect(own.map(({ decision, says }) => ({ decision, says }))).toEqual([answerOf(each)]);
    }
  });

  it("has no row of cases that there are not", () => {
    const combinations = machineRows().map(({ words }) =>
      Object.values(words).reduce((product, { length }) => product * Math.max(length, 1), 1),
    );
    expect(combinations.reduce((sum, count) => sum + count, 0)).toBe(machineCases.length);
  });

  it("says where nobody looks, and nowhere else", () => {
    const rows = unseenRows();
    for (const each of machineCases) {
      expect(rows.some((row) => has(row, wordsOf(each)))).toBe(!needsLook(each.operation, each.verdict));
    }
  });

  it("is short enough to be read", () => {
    expect(machineRows().length).toBeLessThan(60);
  });
});
