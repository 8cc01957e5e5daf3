import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { createRandom } from "./random.ts";

/* A thread in which nothing happens by chance, and no time passes by itself: whatever the product asks is answered here. */

let random = createRandom(1);
let now = (): number => 0;

/** From here on this is what chance and the machine's clock say. */
export function rule(seed: number, clock: () => number): void {
  random = createRandom(seed);
  now = clock;
}

function hex(digits: number): string {
  let text = "";
  while (text.length < digits)
    text += Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, digits);
}

function uuid(): `${string}-${string}-${string}-${string}-${string}` {
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}

function refuse(): never {
  throw new Error("no timer of the machine's runs in a simulation");
}

/**
 * Takes over what this thread has of chance and time, for good. Only the thread of a simulation calls it: named imports of
 * `node:crypto` get the new functions as well.
 */
export function takeOver(): void {
  crypto.randomUUID = uuid;
  Object.assign(crypto, { randomBytes: (count: number) => Buffer.from(hex(count * 2), "hex") });
  syncBuiltinESMExports();
  Math.random = () => random.next();
  Date.now = () => now();
  Object.assign(globalThis, { setTimeout: refuse, setInterval: refuse });
}
