import { describe, expect, it } from "vitest";
import type { Phrase } from "../../../workflows/render/phrase.ts";
import { valueText } from "../../../workflows/render/property-text.ts";

const plain = (phrase: Phrase): string => phrase.map((piece) => ("text" in piece ? piece.text : "")).join("");
const ref = "{{resolve:ssm-secure:/bridgehead/orders/a:3}}";
const literal = `{{literal:${"0".repeat(32)}}}`;

describe("a credential in a plan", () => {
  it.each([
    ["what stands before its reference", `Splunk ${ref}`, "Splunk  + /bridgehead/orders/a version 3"],
    [
      "what joins its references",
      `${ref}:${ref}`,
      "/bridgehead/orders/a version 3 + : + /bridgehead/orders/a version 3",
    ],
    [
      "a known scheme before a text of the file",
      `Bearer ${literal}`,
      "Bearer  + text in the file (fingerprint 00000000)",
    ],
  ])("shows %s", (_, template, shown) => {
    expect(plain(valueText(template, true, []))).toBe(shown);
  });

  it.each([
    ["other words before a text of the file", `hunter secret ${literal}`],
    ["what stands behind its reference", `${ref}hunter secret `],
    ["what is no scheme", `hunter2 ${ref}`],
    ["braces that are no reference", `${ref}{{hunter secret}}`],
  ])("shows nothing of %s", (_, template) => {
    expect(plain(valueText(template, true, []))).toContain("hidden");
    expect(plain(valueText(template, true, []))).not.toContain("hunter");
  });
});
