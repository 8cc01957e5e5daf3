import { describe, expect, it } from "vitest";
import { policyAfter } from "../../../workflows/apply/review/reviewed-policy.ts";
import { parseConfig } from "../../../workflows/engine/config/config.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import {
  allowedText,
  defaultLimits,
  limitsOf,
  loosenings,
  policyDigest,
} from "../../../workflows/engine/policy/limits.ts";
import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress, type StoredCause } from "../../../workflows/ports/progress.ts";
import type { Source } from "../../../workflows/ports/source.ts";
import { aPublication } from "../../contract/ledger-fixtures.ts";
import { smallGit } from "./small-git.ts";

const wide = JSON.stringify({ secretPrefixes: ["/bridgehead/", "/payments/"] });
const wideLimits = limitsOf(parseConfig(wide, builtinKinds));
const loosening = loosenings(defaultLimits, wideLimits).map(allowedText);
const reviewed = { commit: "a", digest: policyDigest(defaultLimits), value: defaultLimits };
const loosened = { commit: "c", digest: policyDigest(wideLimits), value: wideLimits };

/** The configuration is wide from b on; c is something else. */
const drawn = { a: { declares: "orders=1" }, b: { on: "a", declares: "orders=2" }, c: { on: "b" } };

interface Given {
  /** Whether GitHub names a merged pull request for b. */
  readonly isMerged?: boolean;
  readonly plan?: Partial<PublishedPlan> | undefined;
  readonly config?: Readonly<Record<string, string>>;
  readonly progress?: Partial<BranchProgress>;
  /** What somebody was shown who approved; undefined: nobody has to. */
  readonly approvedOn?: readonly Partial<PublishedPlan>[];
}

async function after({ isMerged = true, plan = {}, config = {}, progress = {}, approvedOn }: Given) {
  const c = { ...drawn.c, declares: config["c"] === undefined ? "orders=2" : "orders=3" };
  const git = smallGit({ ...drawn, b: { ...drawn.b, of: isMerged ? [7] : [] }, c }, { 7: "b" });
  const texts: Readonly<Record<string, string>> = { b: wide, c: wide, ...config };
  const source = { ...git.source, file: async (commit: string) => texts[commit] } as unknown as Source;
  const published = aPublication({ engine: "engine", policy: loosening, ...plan });
  const standing = { ...noProgress, progress: { commit: "a", run: "r", at: 1 }, policy: reviewed, ...progress };
  return await policyAfter(
    { branch: "main", tip: "c", progress: standing },
    { config: parseConfig(texts["c"], builtinKinds), files: [], definitions: undefined as never },
    {
      kinds: builtinKinds,
      source,
      history: git.history,
      ledger: { publicationBefore: async () => published },
      repository: 7,
      engine: "engine",
      isApproved: async (_, isShown) =>
        approvedOn === undefined || approvedOn.some((shown) => isShown({ ...published, ...shown })),
    },
  );
}

describe("the reviewed policy after a run", () => {
  it("is that of the tip where none was reviewed before", async () => {
    expect(await after({ isMerged: false, progress: { policy: null } })).toEqual({
      policy: loosened,
      policyCause: null,
    });
  });

  it("moves with a pull request whose plan showed just this change of it", async () => {
    expect(await after({})).toEqual({ policy: loosened, policyCause: null });
  });

  it("moves with one that is approved, and that showed more then", async () => {
    const approvedOn = [{ policy: ["secretPrefixes /more/", ...loosening] }];
    expect(await after({ approvedOn })).toEqual({ policy: loosened, policyCause: null });
  });

  it("moves to what is stricter without an approval", async () => {
    const config = { b: `{ "approvals": 2 }`, c: `{ "approvals": 2 }` };
    const { policy } = await after({ config, plan: { policy: [] }, approvedOn: [] });
    expect(policy?.value).toEqual({ ...defaultLimits, approvals: 2 });
  });

  it("stays where it allows the same", async () => {
    const config = { b: "{}", c: `{ "rules": {} }` };
    expect(await after({ isMerged: false, config })).toEqual({ policy: reviewed, policyCause: null });
  });

  it.each<[what: string, given: Given]>([
    ["a push", { isMerged: false }],
    ["a pull request whose plan showed another change", { plan: { policy: ["secretPrefixes /more/"] } }],
    ["a pull request whose plan showed none", { plan: { policy: [] } }],
    ["a pull request whose plan another engine made", { plan: { engine: "older" } }],
    ["a pull request that nobody approved who has to", { approvedOn: [] }],
    ["one that was approved when its plan showed no loosening", { approvedOn: [{ policy: [] }] }],
    ["one that was approved when another engine had planned it", { approvedOn: [{ engine: "older" }] }],
  ])("never moves with %s, and what changed it is kept", async (_, given) => {
    expect(await after(given)).toMatchObject({ policy: reviewed, policyCause: { from: "a", to: "b", until: "c" } });
  });

  it.each(["off-line", "rewritten"] as const)("never moves while the branch is %s", async (doubt) => {
    expect(await after({ progress: { doubt } })).toEqual({ policy: reviewed, policyCause: null });
  });

  const kept: StoredCause = { from: "a", to: "b", until: "b", pull: null };
  const later = { progress: { commit: "b", run: "r", at: 1 }, policyCause: kept };

  it("moves once GitHub names the pull request of what was kept", async () => {
    expect(await after({ progress: later })).toEqual({ policy: loosened, policyCause: null });
    expect(await after({ progress: later, isMerged: false })).toEqual({ policy: reviewed, policyCause: kept });
  });

  it("does not move by what no run has kept", async () => {
    const progress = { ...later, policyCause: null };
    expect(await after({ progress })).toEqual({ policy: reviewed, policyCause: null });
  });

  it("goes by the newest change: a push over a reviewed one is a push", async () => {
    const config = { c: JSON.stringify({ secretPrefixes: ["/bridgehead/", "/payments/", "/more/"] }) };
    expect(await after({ config })).toMatchObject({
      policy: reviewed,
      policyCause: { from: "b", to: "c", pull: null },
    });
  });
});
