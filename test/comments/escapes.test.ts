import { describe, expect, it } from "vitest";
import { marker } from "../../workflows/render/plan-comment.ts";
import { escapes } from "./escapes.ts";

const web = "https://github.example/acme/eventing";
const ours = `${marker("plan")}\n## Plan\n\n> [!WARNING]\n> **Mind** \`this\`\n\n[a](${web}/pull/1)\n\n<details><summary>x</summary>\n\n1. \`@dev <b>\`\n\n</details>\n\n\`a\` ([#4](${web}/pull/4)).`;

describe("what escapes", () => {
  it("is nothing of our own", () => {
    expect(escapes(ours, web)).toEqual([]);
  });

  it.each([
    ["an element", "<img src=x>"],
    ["an element of ours with something in it", '<code onclick="x">a</code>'],
    ["a picture", "![x](https://evil.example/x.png)"],
    ["a link elsewhere", "[x](https://evil.example)"],
    ["a link that runs", "[x](javascript:alert)"],
    ["a second marker", `text ${marker("plan")}`],
    ["a heading of another rank", "# Owned"],
    ["a mention", "by @dev"],
    ["a mention by an entity", "by &#64;dev"],
    ["a number of an issue", "see #12"],
    ["an address", "see www.evil.example"],
    ["a turned direction", "paid\u202Eexe"],
    ["what nobody sees", "paid\u200Bnow"],
    ["what a terminal obeys", "\u001B[31m"],
  ])("is %s", (_, text) => {
    expect(escapes(`${ours}\n\n${text}`, web)).not.toEqual([]);
  });
});
