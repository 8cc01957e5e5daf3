import { describe, expect, it } from "vitest";
import { didYouMean } from "../../../workflows/engine/values/did-you-mean.ts";

const names = ["name", "description", "authorizationType", "authParameters", "kmsKeyIdentifier", "adopt"];

describe("did you mean", () => {
  it.each([
    ["a letter too few", "descripton", "description"],
    ["a letter too many", "descriptionn", "description"],
    ["another letter", "authorisationType", "authorizationType"],
    ["two letters swapped", "nmae", "name"],
    ["another case", "AUTHPARAMETERS", "authParameters"],
    ["another style", "auth_parameters", "authParameters"],
  ])("sees %s", (_, written, meant) => {
    expect(didYouMean(written, names)).toBe(meant);
  });

  it.each(["tags", "x", "of", "url", "", "constructor", "n".repeat(65)])("makes nothing of %j", (written) => {
    expect(didYouMean(written, names)).toBeUndefined();
  });

  it("takes the nearest of several, the first of equals", () => {
    expect(didYouMean("apiKeyNam", ["apiKeyValue", "apiKeyName"])).toBe("apiKeyName");
    expect(didYouMean("bac", ["bab", "bad"])).toBe("bab");
  });
});
