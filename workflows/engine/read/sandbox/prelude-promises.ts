/**
 * The part of the prelude that keeps watch over promises: the sandbox has neither a tracker of rejections nor stacks
 * that reach beyond an `await`. `trackAsync` writes the calls of `bridgehead$run` and `bridgehead$watch` into the files.
 *
 * A promise counts as handled once something looks at it: `await`, `Promise.resolve` and its relatives read its
 * `constructor`, everything else calls its `then`. Not watched: what an async generator's `next` returns.
 */
export const preludePromises = `
const { then: nativeThen } = Promise.prototype;
const { lastIndexOf } = String.prototype;
const { get: getFrom, set: setIn } = WeakMap.prototype;
const define = Object.defineProperty;
const promisePrototype = PlainPromise.prototype;

const handled = new WeakSet();
// A promise that a callback of then returned -> the promise that becomes what it is.
const adopters = new WeakMap();
// Number of the call of an async function -> what led to it. Its frames show the number as its name.
const origins = { __proto__: null };
// Lists of what is under way, and of what was rejected.
const pending = { __proto__: null, next: null };
let lost = null;
let isInternal = false;
let count = 0;

const isObject = (value) => typeof value === "object" && value !== null;
const isNative = (value) => isObject(value) && getPrototypeOf(value) === promisePrototype;
const lose = (promise, reason) => { lost = { __proto__: null, promise, reason, next: lost }; };

/** What led here: frames, innermost first, and behind an async function that goes on later what led to its call. */
function here() {
  // Without a stack when there is no memory for one.
  const stack = new PlainError().stack ?? "";
  const line = apply(lastIndexOf, stack, ["\\n", stack.length - 2]) + 9;
  if (stack[line - 1] !== "~") return { __proto__: null, stack, behind: undefined, depth: 0 };
  const behind = origins[apply(slice, stack, [line, apply(lastIndexOf, stack, [" ("])])];
  if (behind === undefined) return { __proto__: null, stack, behind, depth: 0 };
  // Of a very long way the first steps and the last.
  if (behind.depth > 20) return { __proto__: null, stack, behind: behind.behind, depth: behind.depth };
  return { __proto__: null, stack, behind, depth: behind.depth + 1 };
}

function framesOf(way) {
  let text = "";
  for (let step = way; step !== undefined; step = step.behind) text += ends(step.stack, 2000);
  return ends(text, 8000);
}

/** Of a very long text its two ends. */
function ends(text, most) {
  if (text.length <= most) return text;
  return apply(slice, text, [0, most / 2]) + "\\n" + apply(slice, text, [text.length - most / 2 + 1]);
}

const place = () => framesOf(here());

/** Calls the native then in such a way that the promise does not count as handled. */
function observe(promise, onFulfilled, onRejected) {
  isInternal = true;
  try {
    apply(nativeThen, promise, [onFulfilled, onRejected]);
  } finally {
    isInternal = false;
  }
}

function watch(promise, number) {
  const entry = { __proto__: null, number, previous: pending, next: pending.next };
  if (entry.next !== null) entry.next.previous = entry;
  pending.next = entry;
  const end = () => {
    entry.previous.next = entry.next;
    if (entry.next !== null) entry.next.previous = entry.previous;
    if (number !== null) delete origins[number];
  };
  observe(promise, end, (reason) => { end(); lose(promise, reason); });
  return promise;
}

define(promisePrototype, "constructor", {
  __proto__: null,
  configurable: false,
  get() {
    if (isInternal) return undefined;
    if (isObject(this)) apply(add, handled, [this]);
    return PlainPromise;
  },
});

define(promisePrototype, "then", {
  __proto__: null,
  configurable: false,
  writable: false,
  value: function then(onFulfilled, onRejected) {
    if (isObject(this)) apply(add, handled, [this]);
    let result = null;
    const guarded = (callback) => (value) => {
      try {
        const returned = callback(value);
        if (isNative(returned)) apply(setIn, adopters, [returned, result]);
        return returned;
      } catch (error) {
        lose(result, error);
        throw error;
      }
    };
    return (result = apply(nativeThen, this, [
      typeof onFulfilled === "function" ? guarded(onFulfilled) : onFulfilled,
      guarded(typeof onRejected === "function" ? onRejected : (reason) => { throw reason; }),
    ]));
  },
});

for (const name of ["all", "allSettled", "any", "race"]) {
  const native = PlainPromise[name];
  define(PlainPromise, name, {
    __proto__: null,
    configurable: false,
    writable: false,
    value: function (items) {
      const result = apply(native, this, [items]);
      return isNative(result) ? watch(result, null) : result;
    },
  });
}

define(globalThis, "bridgehead$run", {
  __proto__: null,
  value: (body) => {
    const number = ++count;
    origins[number] = here();
    define(body, "name", { __proto__: null, value: "~" + number });
    return watch(body(), number);
  },
});
define(globalThis, "bridgehead$watch", { __proto__: null, value: (promise) => watch(promise, null) });

/** Reports what was rejected and never looked at, and an async function that did not come to its end. */
globalThis.__settle = () => {
  for (; lost !== null; lost = lost.next) {
    let { promise } = lost;
    for (let next = promise; next !== undefined; next = apply(getFrom, adopters, [next])) promise = next;
    if (!isObject(promise) || !apply(has, handled, [promise])) host("rejected", describe(lost.reason));
  }
  // Of several that wait for one another the first that was called.
  let first = null;
  for (let entry = pending.next; entry !== null; entry = entry.next) if (entry.number !== null) first = entry;
  if (first !== null) host("unfinished", '{"name":"","type":null,"stack":' + stringify(framesOf(origins[first.number])) + "}");
};
`;
