import { describe } from "./describe.ts";
import { host } from "./host.ts";
import {
  add,
  apply,
  define,
  getFrom,
  getPrototypeOf,
  has,
  nativeThen,
  PlainPromise,
  PlainWeakMap,
  PlainWeakSet,
  promisePrototype,
  setIn,
} from "./primordials.ts";
import { told } from "./reports.ts";
import { framesOf, here, origins } from "./stacks.ts";

/*
 * Keeps watch over promises: the sandbox has neither a tracker of rejections nor stacks that reach beyond an `await`.
 * `trackAsync` writes the calls of `bridgehead$run` and `bridgehead$watch` into the files.
 *
 * A promise counts as handled once something looks at it: `await`, `Promise.resolve` and its relatives read its
 * `constructor`, everything else calls its `then`. Not watched: what an async generator's `next` returns.
 */

/** What was rejected, the last first. */
interface Loss {
  readonly __proto__: null;
  readonly promise: unknown;
  readonly reason: unknown;
  readonly next: Loss | null;
}
/** What is under way, the last first: a list that anything can leave without a search. */
interface Link {
  readonly __proto__: null;
  next: Entry | null;
}
interface Entry extends Link {
  /** Of the call of an async function; null: it is none. */
  readonly number: number | null;
  previous: Link;
}

type Callback = (value: unknown) => unknown;

const handled = new PlainWeakSet();
/** A promise that a callback of `then` returned -> the promise that becomes what it is. */
const adopters = new PlainWeakMap<object, unknown>();
const pending: Link = { __proto__: null, next: null };
let lost: Loss | null = null;
let isInternal = false;
let calls = 0;

/** Puts the watch into the language, where no file can take it away again. */
export function watchPromises(): void {
  define(promisePrototype, "constructor", {
    __proto__: null,
    configurable: false,
    get(this: unknown) {
      if (isInternal) return undefined;
      if (isObject(this)) apply(add, handled, [this]);
      return PlainPromise;
    },
  });
  define(promisePrototype, "then", {
    __proto__: null,
    configurable: false,
    writable: false,
    value: watchedThen(),
  });
  const combinators = ["all", "allSettled", "any", "race"] as const;
  for (let index = 0; index < combinators.length; index++) watchCombinator(combinators[index] as "all");
  define(globalThis, "bridgehead$run", { __proto__: null, value: run });
  define(globalThis, "bridgehead$watch", { __proto__: null, value: (promise: unknown) => watch(promise, null) });
}

/** Reports what was rejected and never looked at, and an async function that did not come to its end. */
export function settle(): void {
  for (; lost !== null; lost = lost.next) {
    let { promise } = lost;
    for (let next = promise; next !== undefined; next = apply(getFrom, adopters, [next])) promise = next;
    if (!apply(has, handled, [promise])) host("rejected", describe(lost.reason));
  }
  // Of several that wait for one another the first that was called.
  let first: number | null = null;
  for (let entry = pending.next; entry !== null; entry = entry.next) if (entry.number !== null) first = entry.number;
  if (first !== null) host("unfinished", told("", null, framesOf(origins[first])));
}

/** `then`, told of what its callbacks throw: nothing else would hear of it where nobody looks at the result. */
function watchedThen(): unknown {
  return function then(this: unknown, onFulfilled: unknown, onRejected: unknown): unknown {
    if (isObject(this)) apply(add, handled, [this]);
    let result: unknown = null;
    const guarded = (callback: Callback) => (value: unknown) => {
      try {
        const returned = callback(value);
        if (isNative(returned)) apply(setIn, adopters, [returned, result]);
        return returned;
      } catch (error) {
        lose(result, error);
        throw error;
      }
    };
    const rethrow: Callback = (reason) => {
      throw reason;
    };
    result = apply(nativeThen, this, [
      typeof onFulfilled === "function" ? guarded(onFulfilled as Callback) : onFulfilled,
      guarded(typeof onRejected === "function" ? (onRejected as Callback) : rethrow),
    ]);
    return result;
  };
}

/** The combinators look at what they are given; what they return is looked at by nobody yet. */
function watchCombinator(name: "all" | "allSettled" | "any" | "race"): void {
  const native = PlainPromise[name] as (this: unknown, items: unknown) => unknown;
  define(PlainPromise, name, {
    __proto__: null,
    configurable: false,
    writable: false,
    value: function (this: unknown, items: unknown) {
      const result = apply(native, this, [items]);
      return isNative(result) ? watch(result, null) : result;
    },
  });
}

/** Calls the body of an async function, and keeps what led here under the number that its frames then show. */
const run = (body: () => unknown): unknown => {
  const number = ++calls;
  origins[number] = here();
  define(body, "name", { __proto__: null, value: "~" + number });
  return watch(body(), number);
};

function watch(promise: unknown, number: number | null): unknown {
  const entry: Entry = { __proto__: null, number, previous: pending, next: pending.next };
  if (entry.next !== null) entry.next.previous = entry;
  pending.next = entry;
  const end = (): void => {
    entry.previous.next = entry.next;
    if (entry.next !== null) entry.next.previous = entry.previous;
    if (number !== null) delete origins[number];
  };
  observe(promise, end, (reason) => {
    end();
    lose(promise, reason);
  });
  return promise;
}

/** Calls the native `then` in such a way that the promise does not count as handled. */
function observe(promise: unknown, onFulfilled: Callback, onRejected: Callback): void {
  isInternal = true;
  try {
    apply(nativeThen, promise, [onFulfilled, onRejected]);
  } finally {
    isInternal = false;
  }
}

function lose(promise: unknown, reason: unknown): void {
  lost = { __proto__: null, promise, reason, next: lost };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isNative(value: unknown): value is object {
  return isObject(value) && getPrototypeOf(value) === promisePrototype;
}
