import { mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./chromium.ts";
import { commentPage, pictureHeights } from "./comment-page.ts";

// `npm run pictures -- [DIR]`: takes a picture of each comment of the golden files, as GitHub shows it.

const WIDTH = 1_000;
const golden = fileURLToPath(new URL("../../test/golden/comments", import.meta.url));
const [wanted] = process.argv.slice(2);
const folder = wanted ?? (await mkdtemp(path.join(tmpdir(), "bridgehead-pictures-")));
await mkdir(folder, { recursive: true });

const names = (await readdir(golden)).filter((name) => name.endsWith(".comment.md")).toSorted();
const comments = await Promise.all(names.map((name) => readFile(path.join(golden, name), "utf8")));
const browser = await openBrowser();
const heights = await browser.ask(await commentPage(comments, WIDTH), WIDTH, pictureHeights);
if (!Array.isArray(heights)) throw new TypeError("the page has no pictures");
for (const [index, name] of names.entries()) {
  const page = await commentPage([comments[index] ?? ""], WIDTH);
  const file = path.join(folder, name.replace(".comment.md", ".png"));
  await browser.photograph(page, { width: WIDTH, height: Number(heights[index]), scale: 1 }, file);
}
process.stdout.write(`${names.length} pictures in ${folder}\n`);
