import { withArticle } from "../../kinds/noun.ts";
import type { EvaluatedKinds } from "../evaluated-kinds.ts";
import { preludeAbsent } from "./prelude-absent.ts";
import { preludePromises } from "./prelude-promises.ts";

/**
 * The authoring API as it exists inside the sandbox: a module of JavaScript for QuickJS, evaluated before any file.
 *
 * It runs beside foreign code, so it keeps what it uses of the language before that code can change it, and it is
 * trusted with nothing: what it reports is text, which the host parses and bounds again. Arguments are read here, so
 * that getters, proxies and `toString` methods run inside the sandbox, under its limits.
 */
export function preludeSource({ depth, values, length }: PreludeLimits, kinds: EvaluatedKinds): string {
  const declared = kinds.map(({ type, call, noun, name }) => ({
    type,
    ...call,
    shown: withArticle(noun),
    names: name,
  }));
  return `
const host = globalThis.__report;
delete globalThis.__report;

const { apply, getPrototypeOf } = Reflect;
const { keys, freeze, hasOwn, prototype: objectPrototype } = Object;
const { isArray } = Array;
const { stringify, parse } = JSON;
const { isFinite, isInteger } = Number;
const { slice, includes, isWellFormed, replaceAll } = String.prototype;
const { test } = RegExp.prototype;
const { has, add } = WeakSet.prototype;
const PlainError = Error;
const PlainProxy = Proxy;
const PlainPromise = Promise;
const parameterName = /^\\/[A-Za-z0-9_.\\-\\/]{1,1010}$/;
const placeholder = "{{bridgehead:already-reported}}";

// A declared resource -> what it is, in words.
const outputs = new WeakMap();
const inert = new WeakSet();
const reported = new WeakSet();
const cut = (text, most) => apply(slice, text, [0, most]);
// Reports are joined from texts: a method that foreign code adds to a prototype, such as toJSON, is never called.
const told = (name, type = null) =>
  '{"name":' + stringify(name) + ',"type":' + stringify(type) + ',"stack":' + stringify(place()) + "}";
${preludePromises}

function refuse(kind, name, type) {
  const error = new PlainError("not available to a definition");
  apply(add, reported, [error]);
  host(kind, told(name, type));
  throw error;
}

const tooLarge = freeze({});

// Reading a value may run a getter that declares another resource: the state belongs to one call.
function encoder() {
let left = ${values}, size = 0;
const state = { tainted: false, count: 0, problems: "", encode };
return state;

function problem(pointer, what) {
  if (state.count++ >= 100) return "";
  state.problems += (state.count > 1 ? "," : "") + '{"pointer":' + stringify(cut(pointer, 400)) + ',"what":' + stringify(what) + "}";
  return "";
}

function take(text) {
  size += text.length;
  if (size > ${length}) throw tooLarge;
  return text;
}

function encode(value, pointer, level) {
  if (--left < 0) throw tooLarge;
  if (value === null) return take("null");
  switch (typeof value) {
    case "boolean": return take(value ? "true" : "false");
    case "number": return isFinite(value) ? take(stringify(value)) : problem(pointer, "a number that is not finite");
    case "string":
      if (value.length > ${length}) throw tooLarge;
      if (!apply(isWellFormed, value, [])) return problem(pointer, "a text with half a character");
      if (apply(includes, value, [placeholder])) state.tainted = true;
      return take(stringify(value));
    case "undefined": return problem(pointer, "undefined");
    case "bigint": return problem(pointer, "a big integer");
    case "symbol": return problem(pointer, "a symbol");
    case "function":
      if (apply(has, inert, [value])) { state.tainted = true; return take("null"); }
      return problem(pointer, "a function");
  }
  if (level > ${depth}) throw tooLarge;
  const resource = apply(getFrom, outputs, [value]);
  if (resource !== undefined) return problem(pointer, resource + "; use its \`name\`");
  if (isArray(value)) {
    let text = take("[");
    const count = value.length;
    for (let i = 0; i < count; i++) {
      const item = encode(value[i], pointer + "/" + i, level + 1);
      text += (i > 0 ? take(",") : "") + item;
    }
    return text + take("]");
  }
  const prototype = getPrototypeOf(value);
  if (prototype !== null && prototype !== objectPrototype) {
    return problem(pointer, value instanceof PlainPromise ? "a promise; await it" : "an object of a class");
  }
  let text = take("{");
  const names = keys(value);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name.length > 1024) throw tooLarge;
    const below = pointer + "/" + apply(replaceAll, apply(replaceAll, name, ["~", "~0"]), ["/", "~1"]);
    const member = value[name];
    if (member === undefined) continue;
    if (name === "__proto__" || !apply(isWellFormed, name, [])) { problem(below, "under a key that is not allowed"); continue; }
    text += (text.length > 1 ? take(",") : "") + take(stringify(name)) + take(":") + encode(member, below, level + 1);
  }
  return text + take("}");
}
}

function declare({ type, names, shown }, handler, id, props) {
  host("begin", "");
  const stack = place();
  const call = { json: null, problems: "", fault: null, thrown: "null" };
  if (typeof id !== "string") call.fault = "id";
  else if (typeof props !== "object" || props === null || isArray(props)) {
    call.fault = apply(has, inert, [props]) ? "tainted" : "props";
  } else {
    const state = encoder();
    try {
      call.json = state.encode(props, "", 1);
      if (state.tainted) call.fault = "tainted";
    } catch (error) {
      call.fault = error === tooLarge ? "size" : "threw";
      if (call.fault === "threw") call.thrown = describe(error);
    }
    call.problems = state.problems;
    if (call.fault !== null || call.problems !== "") call.json = null;
  }
  host(
    "call",
    '{"type":' + stringify(type) + ',"id":' + (typeof id === "string" ? stringify(cut(id, 1025)) : "null") + ',"stack":' + stringify(stack) +
      ',"json":' + (call.json === null ? "null" : stringify(call.json)) + ',"problems":[' + call.problems +
      '],"thrown":' + call.thrown + ',"fault":' + (call.fault === null ? "null" : stringify(call.fault)) + "}",
  );
  const snapshot = call.json === null ? null : parse(call.json);
  const own = (key) => (snapshot !== null && hasOwn(snapshot, key) ? snapshot[key] : undefined);
  let name;
  for (let i = 0; i < names.length; i++) name ??= own(names[i]);
  const output = new PlainProxy(freeze({ id, name: typeof name === "string" ? name : id }), handler);
  apply(setIn, outputs, [output, shown]);
  return output;
}

function callOf(kind) {
  const handler = freeze({
    __proto__: null,
    get(target, key) {
      if (key === "id" || key === "name") return target[key];
      if (typeof key !== "string" || key === "then" || key === "toJSON") return undefined;
      refuse("known-after-apply", cut(key, 60), kind.type);
    },
  });
  const call = function (id, props) { return declare(kind, handler, id, props); };
  return freeze(define(call, "name", { __proto__: null, value: kind.resource }));
}

const asPlaceholder = () => placeholder;

function service(path) {
  const call = () => { host("unsupported-service", told(path)); return service(cut(path + "()", 100)); };
  const proxy = new PlainProxy(function () {}, {
    __proto__: null,
    get(target, key) {
      if (typeof key !== "string" || key === "then") return undefined;
      if (key === "toString" || key === "valueOf" || key === "toJSON") return asPlaceholder;
      return service(cut(path + "." + key, 100));
    },
    apply: call,
    construct: call,
  });
  apply(add, inert, [proxy]);
  return proxy;
}

function namespace(path, members) {
  return new PlainProxy(freeze(members), {
    __proto__: null,
    get(target, key) {
      if (typeof key !== "string" || key === "then" || key === "toJSON") return undefined;
      return hasOwn(target, key) ? target[key] : service(cut(path + "." + key, 100));
    },
  });
}

const services = { __proto__: null };
for (const kind of ${JSON.stringify(declared)}) {
  services[kind.service] ??= {};
  services[kind.service][kind.resource] = callOf(freeze(kind));
}
for (const name of keys(services)) services[name] = namespace("AWS." + name, services[name]);
export const AWS = namespace("AWS", services);
export default AWS;

export function ssm(path, version) {
  const valid = typeof path === "string" && apply(test, parameterName, [path]);
  const pinned = version === undefined || (isInteger(version) && version >= 1 && version <= 999999999);
  if (valid && pinned) return "{{resolve:ssm-secure:" + path + (version === undefined ? "" : ":" + version) + "}}";
  host("invalid-ssm-call", told(valid ? "version" : "path"));
  return placeholder;
}
freeze(ssm);

const describe = (error) => {
  try {
    if (typeof error !== "object" || error === null) return '{"kind":"value"}';
    if (apply(has, reported, [error])) return '{"kind":"reported"}';
    const text = (value, most) => stringify(typeof value === "string" ? cut(value, most) : "");
    const { name, message, stack } = error;
    return '{"kind":"error","name":' + text(name, 60) + ',"message":' + text(message, 2000) + ',"stack":' + text(stack, 8000) + "}";
  } catch {
    return '{"kind":"value"}';
  }
};
globalThis.__describe = describe;

${preludeAbsent}
`;
}

export interface PreludeLimits {
  readonly depth: number;
  readonly values: number;
  readonly length: number;
}
