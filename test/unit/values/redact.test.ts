import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { connectionSchema } from "../../../workflows/engine/kinds/connection/schema.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import { Literals } from "../../../workflows/engine/values/literals.ts";
import {
  materialise,
  resolver,
  secretsIn,
  UnresolvedError,
  valueKey,
} from "../../../workflows/engine/plan/write/materialise.ts";
import { redactor, WITHHELD } from "../../../workflows/engine/values/redact.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";

const secret = `s3cr"et/va+lue\\with <marks> & ünïcode`;
const mask = redactor([new SecretText(secret)]);

describe("redaction", () => {
  it.each([
    ["as it is", secret],
    ["in JSON", JSON.stringify(secret)],
    ["in JSON in JSON", JSON.stringify(JSON.stringify(secret))],
    ["in a URL", encodeURIComponent(secret)],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in base64url", Buffer.from(secret).toString("base64url")],
    [
      "in HTML",
      secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    ],
    ["cut off by AWS", secret.slice(0, 9)],
    ["cut on the left", secret.slice(-12)],
  ])("masks a secret %s", (_, spelled) => {
    const text = mask(`Value '${spelled}' at 'password' failed`);
    expect(text).toMatch(/^Value '"?\\?"?\[masked\]/);
    expect(text).not.toContain(spelled);
  });

  it.each(["u", "us", "use", "user"])("masks a password in HTTP basic authentication of %s", (user) => {
    const header = Buffer.from(`${user}:${secret}`).toString("base64");
    expect(mask(`Authorization: Basic ${header}`)).toMatch(/^Authorization: Basic .{0,8}\[masked\].{0,4}$/);
  });

  it("masks a secret in a form", () => {
    const form = new URLSearchParams({ client_secret: "(w)ord*~'! x" }).toString();
    expect(redactor([new SecretText("(w)ord*~'! x")])(form)).toBe("client_secret=[masked]");
  });

  it("leaves other text alone", () => {
    expect(mask("Connection 'orders' does not exist.")).toBe("Connection 'orders' does not exist.");
  });

  it.each([
    ["short", "v", "Invalid value"],
    ["short, and AWS took its blanks off", " 7f3 ", "Value '7f3' failed"],
    ["short and cut", "7f3a91c", "Value '7f3a9..."],
    ["short and cut to less than half", "7f3a91c", "Value '7f3..."],
    ["short and in base64", "7f3a91c", `Authorization: Basic ${Buffer.from("u:7f3a91c").toString("base64")}`],
    ["short and in hexadecimal", "7f3a91c", `Value ${Buffer.from("7f3a91c").toString("hex")}`],
    ["cut within its first word", "mayonnaise-91cc-7f3a", "Value 'mayonn..."],
    ["words in the midst of it", "91cc-stablehorses-7f3a", "the stablehorses are not known"],
    ["a word that AWS has, too", "Connection", "Connection 'orders' does not exist."],
    ["words", "is not permitted", "extraneous key is not permitted"],
    ["words that end in those of AWS", "my key is not permitted", "extraneous key is not permitted"],
    ["the word that it ends in", "91cc-7f3a-password", "The password must not be empty"],
    ["a number", "123456789012", "arn:aws:iam::123456789012:role/applier"],
  ])("withholds a text whose masks would tell a secret: %s", (_, value, text) => {
    expect(redactor([new SecretText(value)])(text)).toBe(WITHHELD);
  });

  it.each([
    ["is the name of the resource", "stripe-live-v2", "Connection 'stripe-live-v2' does not exist."],
    ["is short and cut in the midst", "hunter2", "Value 'hunte...' at 'password' failed"],
    ["is short and cut at both ends", "hunter2", "Value '...unter2' failed"],
  ])("withholds a text where a secret %s", (_, value, text) => {
    expect(redactor([new SecretText(value)], ["stripe-live-v2"])(text)).toBe(WITHHELD);
  });

  it.each([
    ["the region", "prod-us-east-1-k9x2", "arn:aws:cloudformation:us-east-1:000000000000:resource/*"],
    ["the name", "orders-api-v2-8f3a", "identifier 'orders-api-v2' already exists"],
    ["a protocol", "OAuth2Secret-7f3a", "invalid OAuth2 client"],
  ])("leaves a text alone that has only %s in common with a secret", (_, value, text) => {
    expect(redactor([new SecretText(value)], ["orders-api-v2", "us-east-1"])(text)).toBe(text);
  });

  it("masks what has more than that", () => {
    const redact = redactor([new SecretText("prod-us-east-1-k9x2")], ["us-east-1"]);
    expect(redact("Value 'prod-us-east-1-k9x2' in us-east-1")).toBe("Value '[masked]' in us-east-1");
  });

  it.each([
    ["it is short, and not there", "7f3", "Invalid value"],
    ["less than three characters of a short one are at its end", "7f3a91c", "Value '7f..."],
    ["a word in its midst is there that is not long", "91cc-stablehorse-7f3a", "the stablehorse is not known"],
    ["the word that it ends in is there, and is not long", "91cc-7f3a-secrets", "the secrets are not known"],
    ["a single word of it is there, as of any text", "the-client-secret-91cc", "The client is not known"],
    ["a date that it has is there", "key-2026-11-7f3a", "Signature of 2026-11-30 expired"],
    ["of its digits AWS has some", "2026-7f3a-91cc-30aa", "Signature of 2026-11-30 expired"],
  ])("leaves a text alone where %s", (_, value, text) => {
    expect(redactor([new SecretText(value)])(text)).toBe(text);
  });

  it("finds a secret in another case, also where that of a letter is longer", () => {
    expect(redactor([new SecretText("Kİk9x2-77aB")])("v 'kİk9x2-77ab' z")).toBe("v '[masked]' z");
  });

  it.each([String.raw`\u{ffffff}`, "&#9999999;", "&#xffffff;"])("takes %s, which is no character, as it is", (text) => {
    expect(mask(`Value '${text}' failed`)).toBe(`Value '${text}' failed`);
  });

  it("does nothing without secrets, or for an empty one", () => {
    expect(redactor([new SecretText("")])("text")).toBe("text");
  });
});

describe("secret text", () => {
  it("has no string form", () => {
    const text = new SecretText("hunter2");
    expect(
      [String(text), JSON.stringify({ text }), inspect({ text }, { showHidden: true, depth: 9 })].join(" "),
    ).not.toContain("hunter2");
    expect(Object.keys(text)).toEqual([]);
  });

  it("keeps literals out of every printed form", () => {
    const literals = new Literals(new SecretText("key"));
    const fingerprint = literals.add("hunter2");
    expect(`${JSON.stringify(literals)} ${inspect(literals, { depth: 9 })} ${fingerprint}`).not.toContain("hunter2");
  });
});

describe("materialising", () => {
  const literals = new Literals(new SecretText("key"));
  const fingerprint = literals.add(`lit"eral`);
  const values = new Map([[valueKey("/a", 3), new SecretText("pa'ss")]]);
  const resolve = resolver(literals, values, [{ path: "/a", version: 3, modified: 5 }]);

  it("fills references at their version, and literals, inside longer strings", () => {
    const text = materialise({ Value: ["Bearer {{resolve:ssm-secure:/a}}", `{{literal:${fingerprint}}}`] }, resolve);
    expect(JSON.parse(text.reveal())).toEqual({ Value: ["Bearer pa'ss", `lit"eral`] });
  });

  it("does not interpret what a value contains", () => {
    const braces = resolver(literals, new Map([[valueKey("/a", 3), new SecretText("{{resolve:ssm-secure:/b}}")]]), [
      { path: "/a", version: 3, modified: 5 },
    ]);
    expect(JSON.parse(materialise("{{resolve:ssm-secure:/a}}", braces).reveal())).toBe("{{resolve:ssm-secure:/b}}");
  });

  it("knows what of it is secret: also a plain parameter where AWS keeps the value, and none where AWS shows it", () => {
    const model = {
      Description: "{{resolve:ssm:/a}}",
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm:/a}}" } },
    };
    const revealed = (of: Model) => secretsIn(connectionSchema, of, resolve)?.map((each) => each.reveal());
    expect(revealed(model)).toEqual(["pa'ss"]);
    expect(revealed({ Description: "{{resolve:ssm:/b}}" })).toEqual([]);
    const open = { Key: "x-open", Value: "{{resolve:ssm:/a}}", IsValueSecret: false };
    expect(revealed({ AuthParameters: { InvocationHttpParameters: { HeaderParameters: [open] } } })).toEqual(["pa'ss"]);
    expect(
      revealed({ ...model, AuthParameters: { ApiKeyAuthParameters: { ApiKeyValue: "{{resolve:ssm:/b}}" } } }),
    ).toBe(undefined);
  });

  it("refuses what is not resolved, naming the reference and no value", () => {
    expect(() => materialise("{{resolve:ssm-secure:/b}}", resolve)).toThrow(UnresolvedError);
    expect(() => materialise("{{resolve:ssm-secure:/a:2}}", resolve)).toThrow(
      "{{resolve:ssm-secure:/a:2}} was not resolved",
    );
  });
});
