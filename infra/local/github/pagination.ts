import type { ApiRequest, ApiResponse } from "./api.ts";

export interface Page {
  readonly number: number;
  readonly size: number;
}

export function pageOf(request: ApiRequest, defaultSize = 30): Page {
  const number = Number(request.query.get("page") ?? 1);
  const size = Number(request.query.get("per_page") ?? defaultSize);
  return {
    number: Number.isSafeInteger(number) && number > 0 ? number : 1,
    size: Number.isSafeInteger(size) && size > 0 ? Math.min(size, 100) : defaultSize,
  };
}

export function slicePage<T>(items: readonly T[], page: Page): readonly T[] {
  return items.slice((page.number - 1) * page.size, page.number * page.size);
}

/** The `Link` header for one page of so many items. */
export function linkHeader(request: ApiRequest, page: Page, total: number): Readonly<Record<string, string>> {
  const last = Math.max(1, Math.ceil(total / page.size));
  const link = (number: number, relation: string): string => {
    const url = new URL(request.url);
    url.searchParams.set("page", String(number));
    url.searchParams.set("per_page", String(page.size));
    return `<${url.href}>; rel="${relation}"`;
  };
  const links = [
    ...(page.number > 1 ? [link(page.number - 1, "prev"), link(1, "first")] : []),
    ...(page.number < last ? [link(page.number + 1, "next"), link(last, "last")] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(", ") };
}

/** One page of a list, each item in the shape GitHub gives. */
export async function paged<T>(
  request: ApiRequest,
  items: readonly T[],
  shape: (item: T) => unknown,
  wrap: (shaped: readonly unknown[]) => unknown = (shaped) => shaped,
): Promise<ApiResponse> {
  const page = pageOf(request);
  const shaped = await Promise.all(slicePage(items, page).map(shape));
  return { status: 200, body: wrap(shaped), headers: linkHeader(request, page, items.length) };
}
