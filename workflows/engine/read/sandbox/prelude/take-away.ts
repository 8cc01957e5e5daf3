import { define, getPrototypeOf, hasOwn } from "./primordials.ts";
import { refuse } from "./reports.ts";

/**
 * Takes away what would tell one evaluation from another. What QuickJS is built without does not exist; what the
 * language itself has is replaced by a refusal that names it. It runs once, before any foreign code, so that it may use
 * globals.
 */
export function takeAway(): void {
  replace(Math, "random", "Math.random");
  replace(Number.prototype, "toLocaleString", "toLocaleString");
  replace(BigInt.prototype, "toLocaleString", "toLocaleString");
  replace(Array.prototype, "toLocaleString", "toLocaleString");
  replace(String.prototype, "localeCompare", "localeCompare");
  replace(String.prototype, "toLocaleLowerCase", "toLocaleLowerCase");
  replace(String.prototype, "toLocaleUpperCase", "toLocaleUpperCase");

  // Each kind of function has a constructor that makes one of a text.
  globalThis.Function = refuseConstructor(function () {}) as FunctionConstructor;
  refuseConstructor(async function () {});
  refuseConstructor(function* () {});
  refuseConstructor(async function* () {});

  const others = globalThis as Record<string, unknown>;
  delete others["eval"];
  delete others["WeakRef"];
  delete others["FinalizationRegistry"];
}

function replace(object: object, name: string, shown: string): void {
  if (hasOwn(object, name)) define(object, name, { __proto__: null, value: refusal(shown) });
}

/** Puts a refusal in the place of the constructor of functions such as `like`. */
function refuseConstructor(like: object): unknown {
  const prototype: unknown = getPrototypeOf(like);
  const constructor = refusal("Function");
  constructor.prototype = prototype;
  define(prototype as object, "constructor", { __proto__: null, value: constructor });
  return constructor;
}

/** A function, not an arrow, so that `new` is refused by name, too. */
function refusal(name: string) {
  return function () {
    refuse("not-hermetic", name);
  };
}
