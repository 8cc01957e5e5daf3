import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/build-plan.ts";
import { parseConfig } from "../../../workflows/engine/config.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { defaultLimits, type Limits, policyDigest } from "../../../workflows/engine/limits.ts";
import { policyGuard } from "../../../workflows/guard-policy.ts";
import { type BranchProgress, noProgress } from "../../../workflows/ports/progress.ts";
import { planInput } from "../../support/definitions.ts";

const input = planInput({});
const wide = { ...parseConfig(undefined, builtinKinds), secretPrefixes: ["/bridgehead/", "/payments/"] };

/** Codes of the findings on an empty plan of a commit with this configuration. */
async function codes(stored: Limits | null, isReadable: boolean): Promise<readonly string[]> {
  const progress = async (repository: number): Promise<BranchProgress> => ({
    ...noProgress,
    policy:
      stored === null || repository !== 7
        ? null
        : { commit: "c".repeat(40), digest: policyDigest(stored), value: stored },
  });
  const source = { config: wide, files: isReadable ? [] : undefined, definitions: input.definitions };
  const forge = { id: { id: 7, owner: "acme", name: "shop" } };
  const guard = await policyGuard(source, { kinds: builtinKinds, ledger: { progress }, forge });
  return guard(buildPlan(input)).findings.map(({ code }) => code);
}

describe("a plan of a configuration that allows more", () => {
  it("is told so by the repository's reviewed policy", async () => {
    expect(await codes(defaultLimits, true)).toEqual(["policy-change"]);
  });

  it("is not, before there is a reviewed policy", async () => {
    expect(await codes(null, true)).toEqual([]);
  });

  it("is not, where the configuration cannot be read: it allows nothing", async () => {
    expect(await codes(defaultLimits, false)).toEqual([]);
  });
});
