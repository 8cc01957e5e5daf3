import { didYouMean } from "../values/did-you-mean.ts";
import { keyText } from "../values/key.ts";
import type { Named } from "./plan.ts";

/**
 * What somebody means by a name, or by `TYPE/NAME`: that names one where two types share a name. Several: it has to be
 * said which.
 */
export function chosenBy<Item extends Named>(items: readonly Item[], wanted: string): readonly Item[] {
  return items.filter(({ key, name }) => name === wanted || keyText({ type: key.type, identifier: name }) === wanted);
}

/** How `one` is asked for among others: by its name, or by TYPE/NAME where another shares it. */
export function askedFor({ key, name }: Named, all: readonly Named[]): string {
  return chosenBy(all, name).length === 1 ? name : keyText({ type: key.type, identifier: name });
}

/** What a name differs in from the right one. */
export type Slip = "blanks" | "case" | "id" | "file" | "spelling";

/** What somebody may have meant by a name that nothing has. */
export interface NearMiss<Item> {
  readonly slip: Slip;
  readonly meant: readonly Item[];
}

interface Placed extends Named {
  readonly id: string;
  readonly file: string | null;
}

/** The slip that explains it best; undefined: none is near. It is told, and never taken for what was meant. */
export function nearMiss<Item extends Placed>(items: readonly Item[], wanted: string): NearMiss<Item> | undefined {
  const text = wanted.trim();
  if (text === "") return undefined;
  const lower = text.toLowerCase();
  const names = (item: Item): readonly string[] => [item.name, keyText({ type: item.key.type, identifier: item.name })];
  const near = didYouMean(
    text,
    items.flatMap((item) => names(item)),
  );
  const slips: readonly (readonly [slip: Slip, is: (item: Item) => boolean])[] = [
    ["blanks", (item) => names(item).includes(text)],
    ["case", (item) => names(item).some((name) => name.toLowerCase() === lower)],
    ["id", ({ id }) => id.toLowerCase() === lower],
    ["file", ({ file }) => isFile(file, text.replace(/^\.?\//, ""))],
    ["spelling", (item) => near !== undefined && names(item).includes(near)],
  ];
  for (const [slip, is] of slips) {
    const meant = items.filter(is);
    if (meant.length > 0) return { slip, meant };
  }
  return undefined;
}

/** `file` is relative to the definitions folder; it may be written from the root, or by its name alone. */
function isFile(file: string | null, written: string): boolean {
  if (file === null) return false;
  return written === file || written.endsWith(`/${file}`) || written === file.split("/").at(-1);
}
