import type { Guard } from "./guard.ts";

/* What is said of resources as they are, apart from any plan. Nothing is held by it: a drift starts no apply. */

export const drifted = {
  code: "drift",
  holds: { warn: "nothing" },
  label: "Drift",
} as const satisfies Guard;

export const parameterGone = {
  code: "parameter-not-found",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const notAuthorized = {
  code: "not-authorized",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const driftGuards = [drifted, parameterGone, notAuthorized] as const satisfies readonly Guard[];
