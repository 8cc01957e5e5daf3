import { didYouMean } from "../values/did-you-mean.ts";
import { chosenBy } from "./choose.ts";
import type { Named } from "./plan.ts";

/** Names every resource. */
export const EVERY = "*";

/** JSON Pointers of properties that are no drift, by the resource: its name, TYPE/NAME, or `EVERY`. */
export type IgnoredDrift = Readonly<Record<string, readonly string[]>>;

/** Whether a property of a resource is one of them, or stands in one. */
export function isIgnored(ignored: IgnoredDrift, resource: Named, path: string): boolean {
  return Object.entries(ignored)
    .filter(([wanted]) => wanted === EVERY || chosenBy([resource], wanted).length > 0)
    .some(([, paths]) => paths.some((each) => path === each || path.startsWith(`${each}/`)));
}

/** What is named and not managed, each with what may have been meant. */
export function ignoredStrangers(
  ignored: IgnoredDrift,
  all: readonly Named[],
): readonly { readonly wanted: string; readonly meant: string | undefined }[] {
  const names = all.map(({ name }) => name);
  return Object.keys(ignored)
    .filter((wanted) => wanted !== EVERY && chosenBy(all, wanted).length === 0)
    .map((wanted) => ({ wanted, meant: didYouMean(wanted, names) }));
}
