/**
 * What the prelude uses of the language, kept before foreign code can change it.
 *
 * No other file of the prelude calls a method or uses a global: both are looked up when they are used, and by then
 * foreign code may have put something else in their place. A kept method is called by `apply`. Destructuring of arrays,
 * `for … of` and spreading look methods up as well, so that none of them stands in the prelude.
 */

/** A descriptor or a handler with a prototype would have what foreign code adds to `Object.prototype`. */
interface Bare {
  readonly __proto__: null;
}
type Define = (target: object, name: PropertyKey, descriptor: PropertyDescriptor & Bare) => unknown;
type MakeProxy = new <Target extends object>(target: Target, handler: ProxyHandler<Target> & Bare) => Target;

/** Methods with the type of what they are applied to. */
interface TextMethods {
  readonly slice: (this: string, start: number, end?: number) => string;
  readonly includes: (this: string, part: string) => boolean;
  readonly isWellFormed: (this: string) => boolean;
  readonly lastIndexOf: (this: string, part: string, from?: number) => number;
  readonly replaceAll: (this: string, part: string, by: string) => string;
}
interface MarkMethods {
  readonly add: (this: WeakSet<object>, value: object) => unknown;
  readonly has: (this: WeakSet<object>, value: unknown) => boolean;
}
interface NoteMethods {
  readonly get: <Value>(this: WeakMap<object, Value>, key: unknown) => Value | undefined;
  readonly set: <Value>(this: WeakMap<object, Value>, key: object, value: Value) => unknown;
}
interface PromiseMethods {
  readonly then: (this: unknown, onFulfilled: unknown, onRejected: unknown) => unknown;
}

export const { apply, getPrototypeOf } = Reflect;
export const { keys, freeze, hasOwn, prototype: objectPrototype } = Object;
export const define: Define = Object.defineProperty;
export const { isArray } = Array;
export const { stringify, parse } = JSON;
export const { isFinite, isInteger } = Number;
export const { slice, includes, isWellFormed, lastIndexOf, replaceAll }: TextMethods = String.prototype;
/** Not `test`, which looks up `exec` when it is called. */
export const { exec } = RegExp.prototype;
export const { add, has }: MarkMethods = WeakSet.prototype as MarkMethods;
export const { get: getFrom, set: setIn }: NoteMethods = WeakMap.prototype as NoteMethods;
/** The operator `instanceof` asks the class for its own. */
export const hasInstance: (this: unknown, value: unknown) => boolean = Function.prototype[Symbol.hasInstance];
export const { prototype: promisePrototype } = Promise;
export const { then: nativeThen } = promisePrototype as PromiseMethods;
export const PlainError = Error;
export const PlainPromise = Promise;
export const PlainProxy: MakeProxy = Proxy;
export const PlainWeakMap = WeakMap;
export const PlainWeakSet = WeakSet;
