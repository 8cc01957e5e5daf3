import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import { parseConfig } from "../../../workflows/engine/config/config.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { defaultLimits, type Limits, policyDigest } from "../../../workflows/engine/policy/limits.ts";
import { guardPolicy } from "../../../workflows/plan/guard-policy.ts";
import { planInput } from "../../support/definitions.ts";

const input = planInput({});
const wide = { ...parseConfig(undefined, builtinKinds), secretPrefixes: ["/bridgehead/", "/payments/"] };

/** Codes of the findings on an empty plan of a commit with this configuration. */
function codes(reviewed: Limits | null, isReadable: boolean): readonly string[] {
  const stored = reviewed === null ? null : { commit: "c".repeat(40), digest: policyDigest(reviewed), value: reviewed };
  const source = { config: wide, files: isReadable ? [] : undefined };
  return guardPolicy(buildPlan(input), source, { stored: stored?.value ?? null }, builtinKinds).findings.map(
    ({ code }) => code,
  );
}

describe("a plan of a configuration that allows more", () => {
  it("is told so by the repository's reviewed policy", () => {
    expect(codes(defaultLimits, true)).toEqual(["policy-change"]);
  });

  it("is not, before there is a reviewed policy", () => {
    expect(codes(null, true)).toEqual([]);
  });

  it("is not, where the configuration cannot be read: it allows nothing", () => {
    expect(codes(defaultLimits, false)).toEqual([]);
  });
});
