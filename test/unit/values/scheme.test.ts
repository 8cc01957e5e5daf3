import { describe, expect, it } from "vitest";
import { isScheme, knownSchemeOf, schemeOf } from "../../../workflows/engine/values/scheme.ts";

describe("a text before a reference", () => {
  it.each([
    "SSWS ",
    "Token token=",
    'Token token="',
    "PVEAPIToken=user@pam!monitoring=",
    "hunter secret=",
    "Clé d'accès ",
  ])("%j is no credential", (text) => {
    expect(isScheme(text)).toBe(true);
  });

  it.each([
    ["with a digit", "hunter2 "],
    ["with a digit of another script", "hunter٢ "],
    ["that goes on into the reference", "hunter"],
    ["that is long", `${"word ".repeat(8)}w `],
    ["that looks made by a machine", "kJhXfDsQwErTyUiO "],
    ["of one long word", `${"abcdefgh".repeat(3)}=`],
    ["of many capitals", "JBSWYDPEHPKPXPAA "],
    ["with marks side by side", "a!?-b "],
    ["of the format of a credential", ["xoxb", "abcdefghij "].join("-")],
    ["of several lines", "Bearer\n "],
    ["with braces", "{ token = "],
    ["that is empty", ""],
  ])("%s may be one", (_, text) => {
    expect(isScheme(text)).toBe(false);
  });
});

describe("a text without a reference behind it", () => {
  it("begins with a scheme only where the word is known", () => {
    expect(knownSchemeOf("Bearer hunter2")).toBe("Bearer ");
    expect(knownSchemeOf("Token token=hunter2")).toBe("Token token=");
    expect(knownSchemeOf("hunter secret")).toBe("");
    expect(schemeOf("hunter secret")).toBe("");
  });

  it("has what stands before something that was meant as a reference", () => {
    expect(schemeOf("Splunk $TOKEN")).toBe("Splunk ");
    expect(schemeOf("GenieKey /bridgehead/key")).toBe("GenieKey ");
    expect(schemeOf("hunter2 $TOKEN")).toBe("");
    expect(schemeOf("a${b}c")).toBe("");
    expect(schemeOf("PVEAPIToken=secrets.TOKEN")).toBe("PVEAPIToken=");
    expect(schemeOf("hunter var.token and more")).toBe("");
    expect(schemeOf("huntervar.token")).toBe("");
  });
});
