import { describe, expect, it } from "vitest";
import { phraseMarkdown, phrasePlain, type Phrase } from "../../../workflows/render/phrase.ts";
import { afterText, beforeText, valueText } from "../../../workflows/render/property-text.ts";

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

describe("a long value that changes", () => {
  const property = { path: "/Endpoint", sensitive: false, readable: true, recorded: null };
  const shown = (before: string, after: string) => {
    const both = { ...property, before, after };
    const change = { action: "update", parameters: [] } as const;
    return [beforeText(both), afterText(both, change)].map((phrase) => phraseMarkdown(phrase));
  };
  const url = (version: string) => `https://auth.example.com/oauth2/${version}/token`;

  it("has the difference in bold", () => {
    expect(shown(url("v1"), url("v2"))).toEqual([
      `<code>https:\u2060//auth.example.com/oauth2/v<strong>1</strong>/token</code>`,
      `<code>https:\u2060//auth.example.com/oauth2/v<strong>2</strong>/token</code>`,
    ]);
  });

  it("is cut where it is the same, and never where it differs", () => {
    const [before, after] = shown(`${"a".repeat(300)}x${"b".repeat(300)}`, `${"a".repeat(300)}y${"b".repeat(300)}`);
    expect(before).toBe(`<code>…${"a".repeat(48)}<strong>x</strong>${"b".repeat(48)}…</code>`);
    expect(after).toBe(`<code>…${"a".repeat(48)}<strong>y</strong>${"b".repeat(48)}…</code>`);
  });

  it.each([
    ["is short", "https://a.example", "https://b.example"],
    ["has little in common", "x".repeat(40), "y".repeat(40)],
    ["only grows", "x".repeat(40), "x".repeat(41)],
  ])("is shown as a whole where it %s", (_, before, after) => {
    expect(shown(before, after)).toEqual([`\`${before}\``, `\`${after}\``]);
  });

  it("shows nothing of a value that is secret", () => {
    const secret = { ...property, before: url("v1"), after: url("v2"), sensitive: true };
    expect(phraseMarkdown(beforeText(secret))).toBe("hidden");
  });

  it("is marked in a terminal as well", () => {
    const both = { ...property, before: url("v1"), after: url("v2") };
    expect(phrasePlain(beforeText(both))).toBe('"https://auth.example.com/oauth2/v«1»/token"');
  });

  it("cannot leave its code", () => {
    const hostile = (end: string) => `${"`</code><img src=x>|*_".repeat(3)}${end} and more of it`;
    for (const text of shown(hostile("1"), hostile("2"))) {
      expect(text.replaceAll(/<\/?(?:code|strong)>/g, "")).not.toMatch(/[<>`|*_]/);
    }
  });
});
