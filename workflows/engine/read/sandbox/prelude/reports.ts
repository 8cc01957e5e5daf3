import { host } from "./host.ts";
import { markReported } from "./marks.ts";
import { PlainError, stringify } from "./primordials.ts";
import { stackHere } from "./stacks.ts";

// Reports are joined from texts: a method that foreign code adds to a prototype, such as `toJSON`, is never called.

/** A report that is about a name, by default made where it is called. */
export function told(name: string, type: string | null = null, stack: string = stackHere()): string {
  return '{"name":' + stringify(name) + ',"type":' + stringify(type) + ',"stack":' + stringify(stack) + "}";
}

/** Reports a use of something that there is not, and ends it. */
export function refuse(kind: string, name: string, type?: string): never {
  const error = new PlainError("not available to a definition");
  markReported(error);
  host(kind, told(name, type));
  throw error;
}
