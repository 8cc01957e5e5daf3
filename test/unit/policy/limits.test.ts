import fc from "fast-check";
import { describe, expect, it } from "vitest";
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
});
/** What somebody may ask for. */
const asked = fc.record({
  parameter: fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => `/${levels.join("/")}`),
  host,
});

/** What limits answer to it. */
function answers(given: Limits, { parameter, host: to }: { readonly parameter: string; readonly host: string }) {
  return [allowsParameter(given, parameter), allowsHost(given, to), allowsExport(given, parameter)];
}

describe("the strictest of several limits", () => {
  it("allows what every one of them allows, and nothing else", () => {
    fc.assert(
      fc.property(limits, limits, limits, asked, (a, b, c, what) => {
        const each = [a, b, c].map((given) => answers(given, what));
        const all = [0, 1, 2].map((index) => each.every((answer) => answer[index]));
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
    const prod = { secretPrefixes: ["/prod/"], oauthHosts: ["a.example"], exportPrefix: "/prod-arns/" };
    const nothing = { secretPrefixes: [], oauthHosts: [], exportPrefix: NO_EXPORTS };
    expect(strictest({ ...defaultLimits, oauthHosts: ["b.example"] }, prod)).toEqual(nothing);
    expect(answers(nothing, { parameter: "/prod/key", host: "a.example" })).toEqual([false, false, false]);
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
  ])("is told for %s", (_, changed, words) => {
    const reviewed = { ...defaultLimits, oauthHosts: ["a.example"] };
    expect(loosened(reviewed, { ...reviewed, ...changed })).toEqual(words);
  });
});

describe("the digests of a policy", () => {
  it("are those of what is allowed, however it is written", () => {
    const written = { ...defaultLimits, secretPrefixes: ["/b/", "/a/", "/a/c/"], oauthHosts: ["X.example"] };
    const plain = { ...defaultLimits, secretPrefixes: ["/a/", "/b/"], oauthHosts: ["x.example", "x.example"] };
    expect(policyDigest(written)).toBe(policyDigest(plain));
    expect(policyDigest(written)).not.toBe(policyDigest(defaultLimits));
  });
});

describe("what limits allow beyond others", () => {
  const texts = (reviewed: Limits, limits: Limits) => loosenings(reviewed, limits).map(allowedText);
  const narrow: Limits = { secretPrefixes: ["/a/"], oauthHosts: ["x.example"], exportPrefix: "/arns/" };

  it("is each prefix and each host by itself, so that two changes of them are told apart and together", () => {
    const one = { ...narrow, secretPrefixes: ["/a/", "/b/"], oauthHosts: ["x.example", "Y.example"] };
    expect(texts(narrow, one)).toEqual(["secretPrefixes /b/", "oauthHosts y.example"]);
    const both = { ...one, secretPrefixes: ["/a/", "/b/", "/c/"], oauthHosts: null, exportPrefix: "/" };
    expect(texts(one, both)).toEqual(["secretPrefixes /c/", "oauthHosts *", "exportPrefix /"]);
    expect(texts(both, narrow)).toEqual([]);
  });
});
