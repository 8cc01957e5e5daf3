import { readFile } from "node:fs/promises";

/** An event as AWS publishes it among its examples, about `/bridgehead/orders/key` or the connection `orders`. */
export async function recordedEvent(
  name: string,
  detail: Readonly<Record<string, string>> = {},
): Promise<{ readonly detail: object }> {
  const text = await readFile(new URL(`../fixtures/events/${name}.json`, import.meta.url), "utf8");
  const event = JSON.parse(text) as { readonly detail: object };
  return { ...event, detail: { ...event.detail, ...detail } };
}
