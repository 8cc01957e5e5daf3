import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../../infra/build/chromium.ts";
import { commentPage } from "../../infra/build/comment-page.ts";

/* Every comment of the golden files in a browser, with all folds closed. */

const WIDTH = 1_000;
/** CSS pixels: about three screens. */
const HIGHEST = 2_700;
/** What is seen before anybody scrolls. */
const FIRST_SCREEN = 700;

const golden = path.join(import.meta.dirname, "../golden/comments");
const names = readdirSync(golden).filter((name) => name.endsWith(".comment.md"));

/** Where things are in each comment, in CSS pixels from its top; null: there is no such thing. */
const measured = `Array.from(document.querySelectorAll(".picture"), (picture) => {
  const { top, height } = picture.getBoundingClientRect();
  const article = picture.querySelector("article");
  const bottomOf = (element) => element === undefined || element === null ? null : element.getBoundingClientRect().bottom - top;
  const startsWith = (text) => (element) => element.textContent.startsWith(text);
  return {
    height,
    overflow: article.scrollWidth - article.clientWidth,
    cut: Array.from(article.querySelectorAll(":scope > table")).filter((table) => table.scrollWidth > table.clientWidth).length,
    heading: bottomOf(article.querySelector("h2")),
    next: bottomOf(Array.from(article.querySelectorAll("p")).find(startsWith("Next:"))),
    alert: bottomOf(article.querySelector(".markdown-alert > p:nth-child(2)")),
  };
})`;

const pixels = v.nullable(v.number());
const shown = v.array(
  v.object({ height: v.number(), overflow: v.number(), cut: v.number(), heading: pixels, next: pixels, alert: pixels }),
);
let comments: ReadonlyMap<string, v.InferOutput<typeof shown>[number]>;

beforeAll(async () => {
  const browser = await openBrowser();
  const texts = names.map((name) => readFileSync(path.join(golden, name), "utf8"));
  const answer = v.parse(shown, await browser.ask(await commentPage(texts, WIDTH), WIDTH, measured));
  comments = new Map(answer.map((each, index) => [names[index] ?? "", each]));
});

const those = (isMeant: (comment: v.InferOutput<typeof shown>[number]) => boolean): readonly string[] =>
  Array.from(comments).flatMap(([name, comment]) => (isMeant(comment) ? [`${name}: ${JSON.stringify(comment)}`] : []));

describe("a comment", () => {
  it("is there for each golden file", () => {
    expect(comments.size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(60);
  });

  it("is no higher than three screens before a fold is opened", () => {
    expect(those(({ height }) => height > HIGHEST)).toEqual([]);
  });

  it("is no wider than its box, and neither are the tables that are seen", () => {
    expect(those(({ overflow, cut }) => overflow > 0 || cut > 0)).toEqual([]);
  });

  it("has its verdict at once", () => {
    expect(those(({ heading }) => heading === null || heading > FIRST_SCREEN)).toEqual([]);
  });

  it.each([
    "201-replace-by-renaming",
    "205-many-deletes",
    "309-forty-that-are-written",
    "403-changes-of-all-kinds",
    "521-one-credential",
  ])("has what is dangerous at once: %s", (name) => {
    const { heading, next, alert } = comments.get(`${name}.comment.md`) ?? {};
    for (const bottom of [heading, next, alert]) expect(bottom ?? Infinity).toBeLessThanOrEqual(FIRST_SCREEN);
  });
});
