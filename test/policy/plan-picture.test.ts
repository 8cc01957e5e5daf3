import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { commentHtml } from "../../infra/build/comment-page.ts";
import { exampleComment, markdownDigest } from "../../infra/build/plan-picture.ts";
import { pngText, withPngText } from "../../infra/build/png-text.ts";
import { root } from "../support/source-imports.ts";

const picture = await readFile(path.join(root, "docs/plan-comment.png"));

describe("the picture of a plan comment", () => {
  it("shows what the bot posts today; if not: npm run screenshot", async () => {
    expect(pngText(picture, "markdown-sha256")).toBe(markdownDigest(await exampleComment()));
  });

  it("is of a comment that has something to show", async () => {
    const comment = await exampleComment();
    expect(comment).toContain("## ⚠️ Plan: 1 to create · 1 to update · 1 to delete");
    expect(comment).toContain("version 7 → 9");
    expect(comment).toContain("[!WARNING]");
  });

  it("is 900 CSS pixels wide, two pixels for each, and small enough to load at once", () => {
    expect(picture.readUInt32BE(16)).toBe(1800);
    expect(picture.length).toBeLessThan(300_000);
  });

  it("stands in the README", async () => {
    expect(await readFile(path.join(root, "README.md"), "utf8")).toContain("](docs/plan-comment.png)");
  });
});

describe("the page that is photographed", () => {
  it("shows alerts as GitHub does, and other quotes as quotes", async () => {
    const page = await commentHtml("> [!WARNING]\n> **Mind** `this`\n\n> [!OTHER]\n> that");
    expect(page).toContain('<div class="markdown-alert markdown-alert-warning"><p class="markdown-alert-title">');
    expect(page).toContain("Warning</p><p><strong>Mind</strong> <code>this</code></p>");
    expect(page).toContain("<blockquote><p>[!OTHER]<br>that</p>");
  });
});

describe("a text inside a PNG", () => {
  it("is read back by its keyword, and the rest stays", () => {
    const once = withPngText(picture, "first", "one");
    expect(pngText(withPngText(once, "second", "two"), "first")).toBe("one");
    expect(pngText(once, "second")).toBeUndefined();
    expect(once.subarray(0, picture.length - 12).equals(picture.subarray(0, -12))).toBe(true);
  });
});
