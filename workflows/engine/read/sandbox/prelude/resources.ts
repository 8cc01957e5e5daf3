import { encodeProps } from "./encode.ts";
import { given, type GivenKind, host } from "./host.ts";
import { isInert, markOutput } from "./marks.ts";
import { define, freeze, hasOwn, isArray, parse, PlainProxy, stringify } from "./primordials.ts";
import { refuse } from "./reports.ts";
import { stackHere } from "./stacks.ts";
import { cut } from "./texts.ts";

/** What a definition may use of a declared resource. */
interface Output {
  readonly id: unknown;
  readonly name: unknown;
}

type OutputHandler = ProxyHandler<Output> & { readonly __proto__: null };

/** `AWS.<service>.<resource>` of a kind: the function that declares a resource. */
export function declaring(kind: GivenKind): (id: unknown, props: unknown) => Output {
  const handler: OutputHandler = {
    __proto__: null,
    get(target: Output, key: PropertyKey) {
      if (key === "id" || key === "name") return target[key];
      // What is awaited, or written as JSON, is asked for these.
      if (typeof key !== "string" || key === "then" || key === "toJSON") return undefined;
      return refuse("known-after-apply", cut(key, 60), kind.type);
    },
  };
  const call = function (id: unknown, props: unknown): Output {
    return declare(kind, handler, id, props);
  };
  define(call, "name", { __proto__: null, value: kind.resource });
  return freeze(call);
}

/** Reports the call. A wrong one gets an output as well, so that the file goes on and is told of all that is wrong. */
function declare({ type, names, shown }: GivenKind, handler: OutputHandler, id: unknown, props: unknown): Output {
  // The host counts what began: a call that is never reported did not fit into the memory.
  host("begin", "");
  const stack = stackHere();
  const { json, problems, fault, thrown } = read(id, props);
  host(
    "call",
    '{"type":' +
      stringify(type) +
      ',"id":' +
      (typeof id === "string" ? stringify(cut(id, 1025)) : "null") +
      ',"stack":' +
      stringify(stack) +
      ',"json":' +
      (json === null ? "null" : stringify(json)) +
      ',"problems":[' +
      problems +
      '],"thrown":' +
      thrown +
      ',"fault":' +
      (fault === null ? "null" : stringify(fault)) +
      "}",
  );
  const name = json === null ? undefined : nameIn(parse(json) as Readonly<Record<string, unknown>>, names);
  const output = new PlainProxy(freeze({ id, name: typeof name === "string" ? name : id }), handler);
  markOutput(output, shown);
  return output;
}

/** Everything that is said of the arguments; `fault` tells the ones that cannot be read from those that can. */
function read(id: unknown, props: unknown) {
  if (typeof id !== "string") return { json: null, problems: "", fault: "id", thrown: "null" };
  if (typeof props !== "object" || props === null || isArray(props)) {
    return { json: null, problems: "", fault: isInert(props) ? "tainted" : "props", thrown: "null" };
  }
  return encodeProps(props, given);
}

/** The first of these members, by the text that was reported: reading the properties again could give another. */
function nameIn(snapshot: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const value = hasOwn(snapshot, name) ? snapshot[name] : undefined;
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}
