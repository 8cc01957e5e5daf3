import { type Answer, type Page, Refusal } from "../ports/answer.ts";
import { type ParameterCatalog, type ParameterInfo, PARAMETERS_AT_ONCE } from "../ports/parameters.ts";

/** A whole list, page after page. Where one page is refused the list is: a part of it would pass for all. */
export async function allPages<Item>(
  page: (token: string | undefined) => Promise<Answer<Page<Item>>>,
): Promise<Answer<readonly Item[]>> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const answer = await page(token);
    if (answer instanceof Refusal) return answer;
    items.push(...answer.items);
    token = answer.next;
  } while (token !== undefined);
  return items;
}

/** The parameters that exist, by path. Asks of each path once, and nothing for none. */
export async function describeParameters(
  paths: Iterable<string>,
  catalog: ParameterCatalog,
  signal: AbortSignal,
): Promise<Answer<ReadonlyMap<string, ParameterInfo>>> {
  const found = new Map<string, ParameterInfo>();
  // One request after the other: SSM allows few of these a second.
  for (const some of chunked([...new Set(paths)].toSorted(), PARAMETERS_AT_ONCE)) {
    const parameters = await allPages((token) => catalog.describe(some, token, signal));
    if (parameters instanceof Refusal) return parameters;
    for (const parameter of parameters) found.set(parameter.path, parameter);
  }
  return found;
}

/** Consecutive parts of at most `size` items. */
export function chunked<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
