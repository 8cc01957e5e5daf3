import { describe } from "./describe.ts";
import type { Given } from "./host.ts";
import { isInert, outputShown, placeholder } from "./marks.ts";
import {
  apply,
  freeze,
  getPrototypeOf,
  hasInstance,
  includes,
  isArray,
  isFinite,
  isWellFormed,
  keys,
  objectPrototype,
  PlainPromise,
  replaceAll,
  stringify,
} from "./primordials.ts";
import { cut } from "./texts.ts";

type Bounds = Pick<Given, "depth" | "values" | "length" | "problems">;

/** The properties of a definition as JSON, or why there is none. All members are texts that stand in a report. */
interface Encoded {
  /** null: there is a fault or a problem. */
  readonly json: string | null;
  /** Items of a JSON array. */
  readonly problems: string;
  /** `tainted`: something in it was reported already. */
  readonly fault: "size" | "threw" | "tainted" | null;
  /** What reading a property threw, as JSON. */
  readonly thrown: string;
}

/** Thrown here and caught here: foreign code sees it nowhere. */
const tooLarge = freeze({});

/**
 * Reads a value inside the sandbox, under its bounds, since it may have getters and be a proxy. A getter may declare
 * another resource meanwhile, so that no state is shared between two calls.
 */
export function encodeProps(props: object, bounds: Bounds): Encoded {
  let left = bounds.values;
  let size = 0;
  let problemCount = 0;
  let problems = "";
  let isTainted = false;

  function problem(pointer: string, what: string): string {
    if (problemCount++ >= bounds.problems) return "";
    const comma = problemCount > 1 ? "," : "";
    problems += comma + '{"pointer":' + stringify(cut(pointer, 400)) + ',"what":' + stringify(what) + "}";
    return "";
  }

  function take(text: string): string {
    size += text.length;
    if (size > bounds.length) throw tooLarge;
    return text;
  }

  function encode(value: unknown, pointer: string, level: number): string {
    if (--left < 0) throw tooLarge;
    if (value === null) return take("null");
    switch (typeof value) {
      case "boolean":
        return take(value ? "true" : "false");
      case "number":
        return isFinite(value) ? take(stringify(value)) : problem(pointer, "a number that is not finite");
      case "string":
        return encodeText(value, pointer);
      case "undefined":
        return problem(pointer, "undefined");
      case "bigint":
        return problem(pointer, "a big integer");
      case "symbol":
        return problem(pointer, "a symbol");
      case "function":
        if (!isInert(value)) return problem(pointer, "a function");
        isTainted = true;
        return take("null");
      case "object":
        break;
    }
    return encodeObject(value, pointer, level);
  }

  function encodeText(value: string, pointer: string): string {
    // Before it is looked at: what follows takes time and memory by its length.
    if (value.length > bounds.length) throw tooLarge;
    if (!apply(isWellFormed, value, [])) return problem(pointer, "a text with half a character");
    if (apply(includes, value, [placeholder])) isTainted = true;
    return take(stringify(value));
  }

  function encodeObject(value: object, pointer: string, level: number): string {
    if (level > bounds.depth) throw tooLarge;
    const shown = outputShown(value);
    if (shown !== undefined) return problem(pointer, shown + "; use its `name`");
    if (isArray(value)) return encodeList(value, pointer, level);
    const prototype: unknown = getPrototypeOf(value);
    if (prototype === null || prototype === objectPrototype) return encodeMembers(value, pointer, level);
    const isPromise = apply(hasInstance, PlainPromise, [value]);
    return problem(pointer, isPromise ? "a promise; await it" : "an object of a class");
  }

  function encodeList(list: readonly unknown[], pointer: string, level: number): string {
    let text = take("[");
    // Once: reading an item may change it.
    const count = list.length;
    for (let index = 0; index < count; index++) {
      const item = encode(list[index], pointer + "/" + index, level + 1);
      text += (index > 0 ? take(",") : "") + item;
    }
    return text + take("]");
  }

  function encodeMembers(value: object, pointer: string, level: number): string {
    let text = take("{");
    const names = keys(value);
    for (let index = 0; index < names.length; index++) {
      const name = names[index] as string;
      if (name.length > 1024) throw tooLarge;
      const below = pointer + "/" + escaped(name);
      const member = (value as Readonly<Record<string, unknown>>)[name];
      if (member === undefined) continue;
      if (name === "__proto__" || !apply(isWellFormed, name, [])) {
        problem(below, "under a key that is not allowed");
        continue;
      }
      const comma = text.length > 1 ? take(",") : "";
      text += comma + take(stringify(name)) + take(":") + encode(member, below, level + 1);
    }
    return text + take("}");
  }

  let json: string | null = null;
  let fault: Encoded["fault"] = null;
  let thrown = "null";
  try {
    json = encode(props, "", 1);
    if (isTainted) fault = "tainted";
  } catch (error) {
    fault = error === tooLarge ? "size" : "threw";
    if (fault === "threw") thrown = describe(error);
  }
  if (fault !== null || problems !== "") json = null;
  return { json, problems, fault, thrown };
}

/** A name as a part of a JSON Pointer. */
function escaped(name: string): string {
  return apply(replaceAll, apply(replaceAll, name, ["~", "~0"]), ["/", "~1"]);
}
