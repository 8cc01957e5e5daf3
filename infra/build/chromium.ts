import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";

export class BrowserError extends BridgeheadError {
  override readonly name = "BrowserError";
}

const names = ["chromium", "chromium-browser", "google-chrome"] as const;

/** Milliseconds for one start of the browser. */
const START_MS = 60_000;

/** The pages and pictures that a browser makes. */
export interface Browser {
  /** What an expression in the page comes to; it has to be JSON. */
  ask(html: string, width: number, expression: string): Promise<unknown>;
  /** Takes a picture of the page from its top on; `scale`: pixels for each of CSS. */
  photograph(html: string, size: PictureSize, file: string): Promise<void>;
}

interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** Finds Chromium. Rejects with `BrowserError` when there is none, and so does whatever it fails at. */
export async function openBrowser(): Promise<Browser> {
  const browser = await findBrowser();
  return {
    ask: (html, width, expression) =>
      withPage(
        `${html}<script>document.documentElement.dataset.answer = encodeURIComponent(JSON.stringify(${expression}))</script>`,
        async (page) => {
          const dump = await start(browser, page, ["--dump-dom", `--window-size=${width},1000`]);
          const answer = /data-answer="([^"]*)"/.exec(dump)?.[1];
          if (answer === undefined) throw new BrowserError("the page did not answer");
          return JSON.parse(decodeURIComponent(answer)) as unknown;
        },
      ),
    photograph: (html, { width, height, scale }, file) =>
      withPage(html, async (page) => {
        const size = [`--window-size=${width},${height}`, `--force-device-scale-factor=${scale}`];
        await start(browser, page, [`--screenshot=${file}`, ...size]);
      }),
  };
}

interface Page {
  readonly folder: string;
  readonly url: string;
}

async function withPage<T>(html: string, use: (page: Page) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-picture-"));
  try {
    const file = path.join(folder, "page.html");
    await writeFile(file, html);
    return await use({ folder, url: pathToFileURL(file).href });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findBrowser(): Promise<string> {
  const given = process.env["CHROMIUM_PATH"];
  for (const name of given === undefined ? names : [given]) {
    const found = await run(name, ["--version"]).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  throw new BrowserError(
    given === undefined
      ? "there is no Chromium: `apt-get install -y chromium fonts-noto-color-emoji` installs it, or CHROMIUM_PATH says where it is"
      : "there is no Chromium at CHROMIUM_PATH",
  );
}

async function start(browser: string, { folder, url }: Page, options: readonly string[]): Promise<string> {
  // Chromium's sandbox does not work for root, and the page is our own.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const profile = `--user-data-dir=${path.join(folder, "profile")}`;
  const args = ["--headless", "--disable-gpu", ...sandbox, "--hide-scrollbars", ...quiet, profile, ...options, url];
  try {
    return (await run(browser, args)).stdout;
  } catch (cause) {
    throw new BrowserError(`${browser} could not show the page`, { cause });
  }
}

function run(program: string, args: readonly string[]): Promise<{ readonly stdout: string }> {
  return promisify(execFile)(program, [...args], { timeout: START_MS, maxBuffer: 16 * 1024 * 1024 });
}
