import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestOf } from "../../../workflows/engine/values/digest.ts";
import {
  allowsExport,
  allowsHost,
  allowsParameter,
  anything,
  defaultLimits,
  isLooser,
  type Limits,
  loosened,
  NO_EXPORTS,
  policyDigest,
  strictest,
  allowedText,
  loosenings,
} from "../../../workflows/engine/policy/limits.ts";

const level = fc.constantFrom("a", "b", "ab", "A");
const prefix = fc.array(level, { minLength: 0, maxLength: 3 }).map((levels) => ["", ...levels, ""].join("/"));
const host = fc.constantFrom("x.example", "y.example", "Y.example", "z.example:8443");
const limits: fc.Arbitrary<Limits> = fc.record({
  secretPrefixes: fc.array(prefix, { maxLength: 4 }),
  oauthHosts: fc.option(fc.array(host, { maxLength: 4 }), { nil: null }),
  exportPrefix: fc.oneof(prefix, fc.constant(NO_EXPORTS)),
  approvals: fc.nat({ max: 3 }),
  repair: fc.boolean(),
});
/** What somebody may ask for. */
const asked = fc.record({
  parameter: fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => `/${levels.join("/")}`),
  host,
  approvedBy: fc.nat({ max: 3 }),
});

/** What limits answer to it. */
function answers(given: Limits, { parameter, host: to, approvedBy }: Asked) {
  const isApproved = approvedBy >= given.approvals;
  const isAllowed = [allowsParameter(given, parameter), allowsHost(given, to), allowsExport(given, parameter)];
  return [...isAllowed, isApproved, given.repair];
}

interface Asked {
  readonly parameter: string;
  readonly host: string;
  /** As many people. */
  readonly approvedBy: number;
}

describe("the strictest of several limits", () => {
  it("allows what every one of them allows, and nothing else", () => {
    fc.assert(
      fc.property(limits, limits, limits, asked, (a, b, c, what) => {
        const each = [a, b, c].map((given) => answers(given, what));
        const all = [0, 1, 2, 3, 4].map((index) => each.every((answer) => answer[index]));
        expect(answers(strictest(a, b, c), what)).toEqual(all);
      }),
      { numRuns: 2_000 },
    );
  });

  it("does not depend on their order, on their grouping, or on how often one is named", () => {
    fc.assert(
      fc.property(limits, limits, limits, (a, b, c) => {
        expect(strictest(b, a)).toEqual(strictest(a, b));
        expect(strictest(strictest(a, b), c)).toEqual(strictest(a, strictest(b, c)));
        expect(strictest(a, a)).toEqual(strictest(a));
        expect(strictest(strictest(a))).toEqual(strictest(a));
        expect(strictest(a, anything)).toEqual(strictest(a));
      }),
      { numRuns: 1_000 },
    );
  });

  it("is never looser than one of them", () => {
    fc.assert(
      fc.property(limits, limits, (a, b) => {
        expect(isLooser(strictest(a, b), a)).toBe(false);
        expect(isLooser(strictest(a, b), b)).toBe(false);
      }),
    );
  });

  it("is empty where two have nothing in common", () => {
    const prod = { secretPrefixes: ["/prod/"], oauthHosts: ["a.example"], exportPrefix: "/arns/", approvals: 2 };
    const nothing = { secretPrefixes: [], oauthHosts: [], exportPrefix: NO_EXPORTS, approvals: 2, repair: false };
    expect(strictest({ ...defaultLimits, oauthHosts: ["b.example"] }, { ...prod, repair: true })).toEqual(nothing);
    expect(answers(nothing, { parameter: "/prod/key", host: "a.example", approvedBy: 1 })).toEqual(
      Array(5).fill(false),
    );
  });

  it("takes no prefix for one of a longer level", () => {
    expect(strictest({ ...defaultLimits, secretPrefixes: ["/bridge/"] }, defaultLimits).secretPrefixes).toEqual([]);
  });
});

describe("what becomes looser", () => {
  it("is nothing exactly where nothing that was not allowed is", () => {
    fc.assert(
      fc.property(limits, limits, (reviewed, given) => {
        // The meet of both is the new one exactly where that is as strict.
        expect(isLooser(given, reviewed)).toBe(policyDigest(strictest(given, reviewed)) !== policyDigest(given));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, Partial<Limits>, readonly string[]]>([
    ["a prefix", { secretPrefixes: ["/bridgehead/", "/prod/"] }, ["parameters below /prod/ (`secretPrefixes`)"]],
    ["a wider prefix", { secretPrefixes: ["/"] }, ["parameters below / (`secretPrefixes`)"]],
    ["a narrower prefix", { secretPrefixes: ["/bridgehead/orders/"] }, []],
    ["a host", { oauthHosts: ["A.example", "b.example"] }, ["OAuth credentials for b.example (`oauthHosts`)"]],
    ["any host", { oauthHosts: null }, ["OAuth credentials for any host (`oauthHosts`)"]],
    ["no host", { oauthHosts: [] }, []],
    ["another place for ARNs", { exportPrefix: "/arns/" }, ["ARNs written below /arns/ (`exportPrefix`)"]],
    ["no place for ARNs", { exportPrefix: NO_EXPORTS }, []],
    ["fewer approvals", { approvals: 1 }, ["changes with fewer approvals, 1 instead of 2 (`approvals`)"]],
    ["no approvals", { approvals: 0 }, ["changes with fewer approvals, 0 instead of 2 (`approvals`)"]],
    ["more approvals", { approvals: 3 }, []],
    ["repairs", { repair: true }, ["applies that undo what was done in AWS by hand (`repair`)"]],
  ])("is told for %s", (_, changed, words) => {
    const reviewed = { ...defaultLimits, oauthHosts: ["a.example"], approvals: 2 };
    expect(loosened(reviewed, { ...reviewed, ...changed })).toEqual(words);
  });
});

describe("the digests of a policy", () => {
  it("are those of what is allowed, however it is written", () => {
    const written = { ...defaultLimits, secretPrefixes: ["/b/", "/a/", "/a/c/"], oauthHosts: ["X.example"] };
    const plain = { ...defaultLimits, secretPrefixes: ["/a/", "/b/"], oauthHosts: ["x.example", "x.example"] };
    expect(policyDigest(written)).toBe(policyDigest(plain));
    expect(policyDigest(written)).not.toBe(policyDigest(defaultLimits));
    expect(policyDigest({ ...plain, approvals: 1 })).not.toBe(policyDigest(plain));
    expect(policyDigest({ ...plain, repair: true })).not.toBe(policyDigest(plain));
  });

  it("are those of earlier versions, which knew no approvals and no repairs, where there are none", () => {
    const { approvals: _, repair: _repair, ...before } = strictest(defaultLimits);
    expect(policyDigest(defaultLimits)).toBe(digestOf(before));
  });
});

describe("what limits allow beyond others", () => {
  const texts = (reviewed: Limits, limits: Limits) => loosenings(reviewed, limits).map(allowedText);
  const narrow: Limits = {
    secretPrefixes: ["/a/"],
    oauthHosts: ["x.example"],
    exportPrefix: "/arns/",
    approvals: 2,
    repair: false,
  };

  it("is each prefix and each host by itself, so that two changes of them are told apart and together", () => {
    const one = { ...narrow, secretPrefixes: ["/a/", "/b/"], oauthHosts: ["x.example", "Y.example"] };
    expect(texts(narrow, one)).toEqual(["secretPrefixes /b/", "oauthHosts y.example"]);
    const both = { ...one, secretPrefixes: ["/a/", "/b/", "/c/"], oauthHosts: null, exportPrefix: "/", approvals: 1 };
    expect(texts(one, { ...both, repair: true })).toEqual([
      "secretPrefixes /c/",
      "oauthHosts *",
      "exportPrefix /",
      "approvals 1",
      "repair true",
    ]);
    expect(texts(both, narrow)).toEqual([]);
  });
});
