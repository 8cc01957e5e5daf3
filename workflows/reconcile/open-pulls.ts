import type { ListedPull } from "../ports/review.ts";
import type { ReconcileDeps, RepositoryRound } from "./context.ts";

/** As many pages of a hundred pull requests one round reads. Strangers may open as many as they like. */
export const MOST_PAGES = 10;
/** Longer than it takes to read all the others. */
const NOTED_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * The open pull requests of a round, oldest first. Where there are more than a round reads, it reads the first page, and
 * of the others those that nobody has read for the longest time: each has its turn.
 */
export async function openPulls(
  { forge, branch }: RepositoryRound,
  { ledger, log }: Pick<ReconcileDeps, "ledger" | "log">,
): Promise<readonly ListedPull[]> {
  const first = await forge.review.openPage(branch, 1);
  const others = Array.from({ length: first.pages - 1 }, (_, index) => index + 2);
  const found = new Map(first.pulls.map((pull) => [pull.number, pull]));
  const isTooMany = first.pages > MOST_PAGES;
  const list = `pages/${forge.id.id}`;
  const turns = isTooMany ? new Map((await ledger.noted(list)).map(({ name, at }) => [Number(name), at])) : undefined;
  const wanted = others.toSorted((a, b) => (turns?.get(a) ?? 0) - (turns?.get(b) ?? 0) || a - b);
  for (const page of wanted.slice(0, MOST_PAGES - 1)) {
    const { pulls } = await forge.review.openPage(branch, page);
    for (const pull of pulls) found.set(pull.number, pull);
    if (isTooMany) await ledger.note(list, String(page), NOTED_MS);
  }
  if (isTooMany) log.warn("there are more pull requests than one round looks at", { count: first.pages * 100 });
  return [...found.values()].toSorted((a, b) => a.number - b.number);
}
