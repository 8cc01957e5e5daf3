import { describe, expect, it } from "vitest";
import { keyText } from "../../workflows/engine/values/key.ts";
import { defaultLimits } from "../../workflows/engine/policy/limits.ts";
import type { PendingChange, StoredPolicy } from "../../workflows/ports/progress.ts";
import { keyOf } from "../support/definitions.ts";
import { planned, type PullSituation } from "../support/pull-world.ts";

/* What of a plan is a pull request's own: what is shown, what is published of it, and what it is concluded by. */

const CONFIG = "bridgehead.config.json";
const config = (but: object): string => JSON.stringify(but);

/** What is a pull request's own of its plan, in short. */
async function ownOf(situation: PullSituation) {
  const told = await planned(situation);
  if (told.ended instanceof Error) throw told.ended;
  if (told.ended.outcome !== "planned") throw new Error(told.ended.outcome);
  const { plan } = told.ended;
  return {
    ...told,
    findings: plan.findings.map(({ code }) => code).filter((code) => code !== "new-destination"),
    lines: plan.diagnostics.map(({ file, line }) => `${file} ${line}`),
    title: told.check?.title,
    conclusion: told.check?.conclusion,
    keys: Object.keys(told.published?.changes ?? {}),
    isWide: told.published?.isWide ?? false,
    digest: plan.digest,
  };
}

const keys = (...names: readonly string[]) => names.map((name) => keyText(keyOf(name)));

describe("what waits on the base from elsewhere", () => {
  const beside = { base: { "a.ts": "orders" }, merge: { "a.ts": "orders", "b.ts": "billing" } };

  it("is neither counted nor published, and told with whose it is", async () => {
    const cause = { from: null, to: "to", until: "until", pull: 5 };
    const pending: PendingChange = {
      key: keyOf("orders"),
      state: "held",
      reason: "nobody reviewed it",
      cause,
      isBarred: false,
      since: 1,
      sinceCommit: "to",
    };
    const own = await ownOf({ ...beside, progress: { pending: [pending] } });
    expect(own).toMatchObject({ title: "Plan: 1 to create", keys: keys("billing") });
    expect(own.published?.digest).toBe(own.digest);
    expect(own.comment).toContain("Not from here: 1 change waits on <code>main</code>");
    expect(own.comment).toMatch(/orders.*Nobody reviewed it\..*#5/);
  });

  it("is not asked for approvals", async () => {
    const given = { [CONFIG]: config({ approvals: 1 }) };
    const waits = { base: { ...beside.base, ...given }, merge: { ...beside.base, ...given, "_h.ts": "# words" } };
    expect(await ownOf(waits)).toMatchObject({ title: "No changes", conclusion: "success" });
  });
});

describe("of a replacement", () => {
  const applied = ["orders"];

  it("whose halves both come from it, both are published", async () => {
    const own = await ownOf({ applied, base: { "a.ts": "orders" }, merge: { "a.ts": "orders as shop" } });
    expect(own).toMatchObject({ title: "Plan: 1 to replace", findings: [], conclusion: "success" });
    expect(own.keys.toSorted()).toEqual(keys("orders", "shop"));
  });

  it("of which it changes one half alone, the other is no part of its review", async () => {
    const own = await ownOf({ applied, base: { "a.ts": "orders as shop" }, merge: { "a.ts": "orders as shop: more" } });
    expect(own).toMatchObject({ findings: ["half-of-a-replacement"], conclusion: "action_required", keys: [] });
    expect(own.title).toBe("Plan blocked: 1 to replace");
  });
});

describe("of what is said of files", () => {
  const two = "orders\n?careful\nbilling\n?careful";

  it("what the base has too is not its own, unless it stands in a definition that is", async () => {
    const beside = { "b.ts": "\ncrm" };
    const changed = { ...beside, "a.ts": two.replace("billing", "billing: other"), "b.ts": "\ncrm: other" };
    expect((await ownOf({ base: { ...beside, "a.ts": two }, merge: changed })).lines).toEqual(["a.ts 4"]);
    const other = { ...beside, "a.ts": two, "b.ts": "\ncrm: other" };
    expect((await ownOf({ base: { ...beside, "a.ts": two }, merge: other })).lines).toEqual([]);
  });

  it("one more of what the base has is its own, and what only moved is not", async () => {
    const base = { "a.ts": "?careful", "b.ts": "orders" };
    expect((await ownOf({ base, merge: { "a.ts": "#\n?careful", "b.ts": "orders: x" } })).lines).toEqual([]);
    expect((await ownOf({ base, merge: { ...base, "a.ts": "?careful\n?careful" } })).lines).toEqual(["a.ts 2"]);
  });

  it("the base's errors are somebody else's to mend, and its own have failed", async () => {
    const base = { "a.ts": "!wrong" };
    const waits = await ownOf({ base, merge: { ...base, "b.ts": "orders" } });
    expect(waits).toMatchObject({ title: "No plan: main has 1 error", conclusion: "action_required", keys: [] });
    const both = await ownOf({ base, merge: { ...base, "b.ts": "!mine" } });
    expect(both).toMatchObject({ title: "Plan not possible: 1 error", conclusion: "failure", lines: ["b.ts 1"] });
  });

  it("the base is read by its own configuration", async () => {
    const strict = { [CONFIG]: config({ secretPrefixes: ["/bridgehead/a/"] }) };
    const orders = { "a.ts": "orders" };
    // Who forbids what the base has breaks it; who finds it forbidden does not.
    expect(await ownOf({ base: orders, merge: { ...orders, ...strict } })).toMatchObject({ conclusion: "failure" });
    const found = await ownOf({ base: { ...orders, ...strict }, merge: { ...orders, ...strict, "b.ts": "#" } });
    expect(found).toMatchObject({ title: "No plan: main has 1 error", conclusion: "action_required" });
  });

  it("a base that cannot be read says nothing of whose a change is", async () => {
    const own = await ownOf({ base: { "a.ts": "orders", "b.ts": null }, merge: { "a.ts": "orders" } });
    expect(own).toMatchObject({ title: "No changes", keys: [], isWide: true });
  });
});

describe("of what the configuration allows", () => {
  const policy = { commit: "c", digest: "d", value: defaultLimits } satisfies StoredPolicy;
  const allowing = (...prefixes: readonly string[]) => ({
    [CONFIG]: config({ secretPrefixes: ["/bridgehead/", ...prefixes] }),
  });
  const orders = { "a.ts": "orders" };

  it("what a push had loosened is not its own: neither shown nor published", async () => {
    const own = await ownOf({ base: allowing("/b/"), merge: { ...allowing("/b/"), ...orders }, progress: { policy } });
    expect(own).toMatchObject({ findings: [], published: { policy: [] } });
  });

  it("all that was not reviewed is, once it changes any of it", async () => {
    const own = await ownOf({ base: allowing("/b/"), merge: allowing("/b/", "/c/"), progress: { policy } });
    expect(own.findings).toEqual(["policy-change"]);
    expect(own.published?.policy).toHaveLength(2);
  });

  it("all is that it allows, where the base's is broken", async () => {
    const own = await ownOf({ base: { [CONFIG]: "{" }, merge: allowing("/b/"), progress: { policy } });
    expect(own).toMatchObject({ findings: ["policy-change"], published: { policy: [expect.stringContaining("/b/")] } });
  });

  it("what it allows is told by the base, where nothing was reviewed yet", async () => {
    const own = await ownOf({ base: {}, merge: allowing("/b/") });
    expect(own).toMatchObject({ findings: ["policy-change"], published: { policy: [expect.stringContaining("/b/")] } });
  });
});

describe("approvals", () => {
  const given = { [CONFIG]: config({ approvals: 1 }) };
  const orders = { base: given, merge: { ...given, "a.ts": "orders" } };

  it("that are missing want action", async () => {
    const own = await ownOf(orders);
    expect(own).toMatchObject({ title: "Plan: 1 to create · 1 approval wanted", conclusion: "action_required" });
  });

  it("of what was shown are enough", async () => {
    const { published } = await ownOf(orders);
    const approval = { login: "bob", id: 5, commit: "head", at: 60_000 };
    const own = await ownOf({ ...orders, published: { ...published, publishedAt: 1 }, approvals: [approval] });
    expect(own).toMatchObject({ title: "Plan: 1 to create", conclusion: "success" });
    const before = await ownOf({ ...orders, approvals: [{ ...approval, at: -60_000 }] });
    expect(before).toMatchObject({ conclusion: "action_required" });
  });

  it("are wanted of what is allowed, and not of a plan that there is not", async () => {
    const loose = config({ approvals: 1, secretPrefixes: ["/bridgehead/", "/b/"] });
    expect(await ownOf({ base: given, merge: { [CONFIG]: loose } })).toMatchObject({ conclusion: "action_required" });
    const wrong = await ownOf({ base: given, merge: { [CONFIG]: loose, "a.ts": "!wrong" } });
    expect(wrong).toMatchObject({ title: "Plan not possible: 1 error", conclusion: "failure" });
    expect(wrong.comment).not.toContain("Approvals");
  });
});

describe("whether what it changes may be used by others", () => {
  const orders = { "a.ts": "orders", "_h.ts": "# words" };

  it.each<[string, boolean, Required<PullSituation>["merge"]]>([
    ["a definition that nobody imports", false, { ...orders, "a.ts": "orders: other" }],
    ["a helper", true, { ...orders, "_h.ts": "# other" }],
    ["a helper that goes", true, { "a.ts": "orders" }],
    ["the configuration", true, { ...orders, [CONFIG]: config({ approvals: 1 }) }],
    ["a definition that another one imports", true, { ...orders, "a.ts": "orders: x", "b.ts": "import a.ts" }],
  ])("%s: %s", async (_, isWide, merge) => {
    expect(await ownOf({ base: orders, merge })).toMatchObject({ isWide });
  });
});
