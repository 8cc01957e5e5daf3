import type { KeptValue } from "../../infra/kept-value.ts";

/** A value that nobody changes. */
export function fixed<T>(value: T): KeptValue<T> {
  return { get: async () => value, afterRefusal: async () => value };
}
