import { describe, expect, it } from "vitest";
import { beginRun } from "../../../workflows/apply/review/begin.ts";
import { MOST_COMMITS } from "../../../workflows/apply/review/history/steps.ts";
import type { LeaseKeeper } from "../../../workflows/apply/lease.ts";
import type { Forge } from "../../../workflows/ports/forge.ts";
import type { Lease, Ledger } from "../../../workflows/ports/ledger.ts";
import { type BranchProgress, type Doubt, noProgress, type Pin } from "../../../workflows/ports/progress.ts";
import { lineOf, type SmallGit, smallGit } from "./small-git.ts";

/* a - b - c, with d beside b, and m somebody's own merge of c into d. */
const git = smallGit({
  a: {},
  b: { on: "a" },
  c: { on: "b" },
  d: { on: "a" },
  m: { on: "d c" },
});

const lease: Lease = { owner: "run", fence: 1, expiresAt: 0 };
const keeper: LeaseKeeper = { lease: async () => lease, isLost: () => false, lose: () => {}, release: async () => {} };

interface Begun {
  readonly doubt: Doubt;
  readonly branches: readonly string[];
  readonly pins: readonly Pin[];
  /** Whether GitHub was asked which commits are ancestors of which. */
  readonly isCompared: boolean;
}

async function begin(
  tip: string,
  before: Partial<BranchProgress> = {},
  { branch = "main", of = git }: { readonly branch?: string; readonly of?: SmallGit } = {},
): Promise<Begun> {
  const pins: Pin[] = [];
  let isCompared = false;
  const stored = { ...noProgress, ...before };
  const ledger: Pick<Ledger, "progress" | "pin"> = {
    progress: async (repository) => (repository === 1 ? stored : noProgress),
    async pin(held, repository, pin) {
      expect([held, repository]).toEqual([lease, 1]);
      pins.push(pin);
    },
  };
  const source = {
    ...of.source,
    async contains(commit: string, ancestor: string) {
      isCompared = true;
      return await of.source.contains(commit, ancestor);
    },
  };
  const forge = { id: { id: 1, owner: "acme", name: "eventing" }, source } as unknown as Forge;
  const beginning = await beginRun({ branch, tip }, keeper, { forge, ledger: ledger as Ledger });
  expect(beginning).toEqual({
    branch,
    tip,
    progress: { ...stored, doubt: beginning.progress.doubt, branches: beginning.progress.branches },
  });
  const { doubt, branches } = beginning.progress;
  return { doubt, branches, pins, isCompared };
}

const main = ["main"];

describe("a run pins what it begins with", () => {
  it("where it is the first", async () => {
    expect(await begin("a")).toMatchObject({ doubt: "none", pins: [{ pinned: "a", doubt: "none", branches: main }] });
  });

  it("where there are commits since the last one", async () => {
    expect(await begin("b", { pinned: "a", branches: main })).toMatchObject({
      doubt: "none",
      pins: [{ pinned: "b", doubt: "none", branches: main }],
      isCompared: false,
    });
  });

  it("and writes nothing where nothing is new", async () => {
    const before = { pinned: "b", branches: ["old", "main"] };
    expect(await begin("b", before)).toEqual({ doubt: "none", branches: ["old", "main"], pins: [], isCompared: false });
    const doubted = { ...before, doubt: "rewritten" } as const;
    expect(await begin("b", doubted)).toMatchObject({ doubt: "rewritten", pins: [] });
  });

  it("where a few commits are new, which are all that is read; of more GitHub is asked what leads where", async () => {
    const few = smallGit(lineOf(300, () => ({})));
    expect(await begin("c299", { pinned: "c290" }, { of: few })).toMatchObject({ doubt: "none", isCompared: false });
    expect(few.counts).toEqual([10]);
    const more = smallGit(lineOf(300, () => ({})));
    expect(await begin("c299", { pinned: "c289" }, { of: more })).toMatchObject({ doubt: "none", isCompared: true });
  });

  it("where many commits are new, as far as a run looks", async () => {
    const long = smallGit(lineOf(MOST_COMMITS + 1, () => ({})));
    const tip = `c${MOST_COMMITS}`;
    expect((await begin(tip, { pinned: "c1" }, { of: long })).doubt).toBe("none");
    expect((await begin(tip, { pinned: "c0" }, { of: long })).doubt).toBe("off-line");
  });
});

describe("a branch is in doubt", () => {
  it("where what was seen is beside the line, as after somebody's own merge", async () => {
    expect(await begin("m", { pinned: "c" })).toMatchObject({
      doubt: "off-line",
      pins: [{ pinned: "m", doubt: "off-line" }],
    });
  });

  it("where what was seen is no ancestor any more, or not known at all", async () => {
    const unknown = { ...git, source: { ...git.source, contains: async () => false } };
    for (const [pinned, of] of [
      ["c", git],
      ["collected", unknown],
    ] as const) {
      expect(await begin("d", { pinned }, { of })).toMatchObject({
        doubt: "rewritten",
        pins: [{ pinned: "d", doubt: "rewritten" }],
      });
    }
  });

  it("where the branch went back", async () => {
    expect((await begin("a", { pinned: "b" })).doubt).toBe("rewritten");
  });

  it("until a run came to its end, whatever was pushed meanwhile", async () => {
    for (const doubt of ["off-line", "rewritten"] as const) {
      expect(await begin("c", { pinned: "b", doubt })).toMatchObject({ doubt, pins: [{ pinned: "c", doubt }] });
    }
  });

  it("by the worse of two reasons", async () => {
    expect((await begin("m", { pinned: "c", doubt: "rewritten" })).doubt).toBe("rewritten");
    expect((await begin("d", { pinned: "c", doubt: "off-line" })).doubt).toBe("rewritten");
  });
});

describe("the names of the branch", () => {
  it("are those of the last two, today's last", async () => {
    const before = { pinned: "a", branches: ["master", "trunk"] };
    expect(await begin("a", before)).toMatchObject({
      branches: ["trunk", "main"],
      pins: [{ pinned: "a", branches: ["trunk", "main"] }],
    });
  });

  it("have each once, and are written where they change places", async () => {
    expect(await begin("a", { pinned: "a", branches: ["main", "trunk"] })).toMatchObject({
      branches: ["trunk", "main"],
      pins: [{ branches: ["trunk", "main"] }],
    });
  });
});
