import { isReported } from "./marks.ts";
import { stringify } from "./primordials.ts";
import { cut } from "./texts.ts";

/** What was thrown, as JSON. Foreign code made it: each of its members may be a getter that throws, or no text. */
export function describe(thrown: unknown): string {
  try {
    if (typeof thrown !== "object" || thrown === null) return '{"kind":"value"}';
    if (isReported(thrown)) return '{"kind":"reported"}';
    const { name, message, stack } = thrown as Readonly<Record<string, unknown>>;
    const head = '{"kind":"error","name":' + jsonOf(name, 60) + ',"message":' + jsonOf(message, 2000);
    return head + ',"stack":' + jsonOf(stack, 8000) + "}";
  } catch {
    return '{"kind":"value"}';
  }
}

function jsonOf(value: unknown, most: number): string {
  return stringify(typeof value === "string" ? cut(value, most) : "");
}
