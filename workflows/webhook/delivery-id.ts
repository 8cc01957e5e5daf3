/** `X-GitHub-Delivery`: it is not signed and goes into logs, so it is taken in one form only; null for any other. */
export function deliveryId(headers: Readonly<Record<string, string | undefined>>): string | null {
  const delivery = headers["x-github-delivery"];
  return delivery !== undefined && /^[\w-]{1,64}$/.test(delivery) ? delivery : null;
}
