import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Where what people read is kept; `UPDATE_GOLDEN=1` writes it anew: then read the difference. */
export const goldenFolder = path.join(import.meta.dirname, "../golden/comments");
const update = process.env["UPDATE_GOLDEN"] === "1";

/** What is kept of a text under a name; null: nothing is. `text`: what is said now; null: nothing is said. */
export function kept(name: string, text: string | null): string | null {
  const file = path.join(goldenFolder, name);
  if (update && text === null) rmSync(file, { force: true });
  if (update && text !== null) {
    mkdirSync(goldenFolder, { recursive: true });
    writeFileSync(file, text);
  }
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
