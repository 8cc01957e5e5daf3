/**
 * The part of the prelude that takes away what would tell one evaluation from another. What QuickJS is built without
 * does not exist; what the language itself has is replaced by a refusal that names it.
 */
export const preludeAbsent = `
const unavailable = (name) => function () { refuse("not-hermetic", name); };
const replace = (object, name, shown) =>
  hasOwn(object, name) && define(object, name, { __proto__: null, value: unavailable(shown) });

replace(Math, "random", "Math.random");
for (const { prototype } of [Number, BigInt, Array]) replace(prototype, "toLocaleString", "toLocaleString");
for (const name of ["localeCompare", "toLocaleLowerCase", "toLocaleUpperCase"]) replace(String.prototype, name, name);

for (const like of [function () {}, async function () {}, function* () {}, async function* () {}]) {
  const prototype = getPrototypeOf(like);
  const refusal = unavailable("Function");
  refusal.prototype = prototype;
  define(prototype, "constructor", { __proto__: null, value: refusal });
}
globalThis.Function = Function.prototype.constructor;
for (const name of ["eval", "WeakRef", "FinalizationRegistry"]) delete globalThis[name];
`;
