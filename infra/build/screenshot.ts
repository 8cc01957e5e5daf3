import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./chromium.ts";
import { commentPage, pictureHeights } from "./comment-page.ts";
import { exampleComment, markdownDigest } from "./plan-picture.ts";
import { withPngText } from "./png-text.ts";

// `npm run screenshot`: renders the example's comment, takes a picture of it in Chromium and writes it for the README.

const WIDTH = 900;
const target = fileURLToPath(new URL("../../docs/plan-comment.png", import.meta.url));
const markdown = await exampleComment();
const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-screenshot-"));
try {
  const taken = path.join(folder, "comment.png");
  const [browser, page] = [await openBrowser(), await commentPage([markdown], WIDTH)];
  const height = Number(await browser.ask(page, WIDTH, pictureHeights));
  await browser.photograph(page, { width: WIDTH, height, scale: 2 }, taken);
  const png = withPngText(await readFile(taken), "markdown-sha256", markdownDigest(markdown));
  await writeFile(target, png);
  process.stdout.write(`docs/plan-comment.png ${(png.length / 1000).toFixed(1)} kB\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
