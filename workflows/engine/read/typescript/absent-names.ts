const names = {
  clock: "Date performance Temporal",
  chance: "Math.random crypto",
  network: "fetch XMLHttpRequest WebSocket EventSource navigator",
  environment: "process Deno Bun os std",
  timer: "setTimeout setInterval setImmediate clearTimeout clearInterval queueMicrotask requestAnimationFrame",
  code: "eval Function",
  locale: "Intl toLocaleString localeCompare toLocaleLowerCase toLocaleUpperCase",
  memory: "WeakRef FinalizationRegistry",
  thread: "Worker SharedArrayBuffer Atomics WebAssembly MessageChannel BroadcastChannel",
  module: "require module exports __dirname __filename",
  binary:
    "ArrayBuffer DataView Uint8Array Int8Array Uint8ClampedArray Uint16Array Int16Array Uint32Array Int32Array " +
    "Float16Array Float32Array Float64Array BigInt64Array BigUint64Array Buffer Blob TextEncoder TextDecoder btoa atob",
  location: "import.meta",
  output: "console",
  host: "global window self document URL URLSearchParams structuredClone",
} as const satisfies Readonly<Record<string, string>>;

/** What a definition does without that other hosts of JavaScript have. */
export type Absence = keyof typeof names;

const byName = new Map(
  (Object.entries(names) as readonly (readonly [Absence, string])[]).flatMap(([absence, list]) =>
    list.split(" ").map((name) => [name, absence] as const),
  ),
);

/** What a name belongs to that other hosts have and a definition has not; undefined for a name that no host has. */
export function absenceOf(name: string): Absence | undefined {
  return byName.get(name);
}
