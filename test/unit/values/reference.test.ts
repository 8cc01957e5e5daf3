import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatReference,
  formatTemplate,
  parseTemplate,
  referencesIn,
} from "../../../workflows/engine/values/reference.ts";

const fingerprint = "0123456789abcdef".repeat(2);

describe("a template", () => {
  it.each([
    ["{{resolve:ssm-secure:/a/b}}", [{ service: "ssm-secure", path: "/a/b", version: null }]],
    ["{{resolve:ssm:/a:12}}", [{ service: "ssm", path: "/a", version: 12 }]],
    ["Bearer {{resolve:ssm-secure:/a:3}}!", [{ service: "ssm-secure", path: "/a", version: 3 }]],
    [
      "{{resolve:secretsmanager:id:SecretString:key}}",
      [{ service: "secretsmanager", path: "id:SecretString:key", version: null }],
    ],
    [
      "{{resolve:ssm:/a}}{{resolve:ssm-secure:/b}}",
      [
        { service: "ssm", path: "/a", version: null },
        { service: "ssm-secure", path: "/b", version: null },
      ],
    ],
  ])("%s holds its references", (template, references) => {
    expect(referencesIn(template)).toEqual(references);
  });

  it.each([
    "{{resolve:ssm-secure:/a:0}}",
    "{{resolve:ssm-secure:/a:01}}",
    "{{resolve:ssm-secure:/a:latest}}",
    "{{resolve:ssm-secure:/a:1234567890}}",
    "{{resolve:ssm-secure:}}",
    "{{resolve:ssm-secure:/a b}}",
    "{{resolve:SSM:/a}}",
    "{{ resolve:ssm:/a }}",
    "{{literal:abc}}",
    "{{}}",
    "{{a\nb}}",
  ])("%s is malformed, and kept as it stands", (template) => {
    expect(parseTemplate(template)).toEqual([{ kind: "malformed", text: template }]);
  });

  it.each(["", "plain", "{single}", "{{open", "close}}", "}}{{"])("%j is text alone", (template) => {
    expect(parseTemplate(template).every(({ kind }) => kind === "text")).toBe(true);
  });

  it("knows a literal by its fingerprint", () => {
    expect(parseTemplate(`a{{literal:${fingerprint}}}`)).toEqual([
      { kind: "text", text: "a" },
      { kind: "literal", fingerprint },
    ]);
  });

  it("is written as it was read, whatever it holds", () => {
    const words = "{{ }} { } resolve: ssm -secure : /a 1 0 literal:".split(" ");
    const whole = ["{{resolve:ssm-secure:/a:3}}", "{{resolve:secretsmanager:x}}", `{{literal:${fingerprint}}}`];
    const piece = fc.constantFrom(" ", "\n", fingerprint, ...words, ...whole);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const template = pieces.join("");
        expect(formatTemplate(parseTemplate(template))).toBe(template);
      }),
    );
  });

  it("takes no longer than its length asks for", () => {
    const text = "{{".repeat(500_000);
    // In time that grows with the square it would outlive the test's timeout many times.
    expect(formatTemplate(parseTemplate(text))).toBe(text);
  });
});

it("a reference is written in CloudFormation's syntax", () => {
  expect(formatReference({ service: "ssm-secure", path: "/a", version: null })).toBe("{{resolve:ssm-secure:/a}}");
  expect(formatReference({ service: "ssm", path: "/a", version: 4 })).toBe("{{resolve:ssm:/a:4}}");
});
