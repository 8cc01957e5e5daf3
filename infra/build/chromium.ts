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

/**
 * Takes a picture of the element with the id `picture`, with two pixels for each of CSS. Rejects with `BrowserError`
 * when there is no Chromium, or when it fails.
 */
export async function takePicture(html: string, size: { readonly width: number }, file: string): Promise<void> {
  const browser = await findBrowser();
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-picture-"));
  try {
    const page = path.join(folder, "page.html");
    await writeFile(page, html + reportHeight);
    const dump = await start(browser, folder, page, ["--dump-dom", `--window-size=${size.width},1000`]);
    const height = Number(/data-height="(\d+)"/.exec(dump)?.[1]);
    if (!(height > 0)) throw new BrowserError("the page has no element with the id picture");
    await start(browser, folder, page, [`--screenshot=${file}`, `--window-size=${size.width},${height}`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const reportHeight = `<script>
  document.documentElement.dataset.height = Math.ceil(document.getElementById("picture").getBoundingClientRect().height);
</script>`;

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
      ? `there is no Chromium: install one of ${names.join(", ")}, or say where it is by CHROMIUM_PATH`
      : "there is no Chromium at CHROMIUM_PATH",
  );
}

async function start(browser: string, folder: string, page: string, options: readonly string[]): Promise<string> {
  // Chromium's sandbox does not work for root, and the page is our own.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const sharp = ["--force-device-scale-factor=2", "--hide-scrollbars"];
  const quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const profile = `--user-data-dir=${path.join(folder, "profile")}`;
  const args = [
    "--headless",
    "--disable-gpu",
    ...sandbox,
    ...sharp,
    ...quiet,
    profile,
    ...options,
    pathToFileURL(page).href,
  ];
  try {
    return (await run(browser, args)).stdout;
  } catch (cause) {
    throw new BrowserError(`${browser} could not show the page`, { cause });
  }
}

function run(program: string, args: readonly string[]): Promise<{ readonly stdout: string }> {
  return promisify(execFile)(program, [...args], { timeout: START_MS, maxBuffer: 16 * 1024 * 1024 });
}
