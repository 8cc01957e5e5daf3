import * as fc from "fast-check";

const pieces = [
  ...Array.from("`|\\<>&@#*_~[]()!$\n\r\t "),
  "<!-- bridgehead:plan:v1 -->",
  "</details>",
  "</code>",
  "<img src=x>",
  "@octocat",
  "@acme/ops",
  "a@b.co",
  "https://evil.example",
  "www.evil.example",
  "#12",
  "GH-12",
  "[x](y)",
  "![x](y)",
  "\n# Title",
  "\n| a | b |",
  "\n---\n",
  "1. ",
  "> [!NOTE]",
  "```",
  "\u202E",
  "\u200B",
  "\u001B[31m",
  "\u0007",
  "\uD800",
  "\u{E0041}",
];

/** What Markdown, HTML, GitHub and terminals read as more than text, in any order, among ordinary characters. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "grapheme", maxLength: 6 })), { maxLength: 16 })
  .map((parts) => parts.join(""));
