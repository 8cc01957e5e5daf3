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

export const parameterVersionGone = {
  code: "parameter-version-not-found",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const parameterOfAnotherType = {
  code: "secure-parameter-in-plain-reference",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const parameterNotSecure = {
  code: "parameter-not-secure",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const parameterExpires = {
  code: "parameter-expires",
  holds: { warn: "nothing" },
} as const satisfies Guard;

/** What is wrong with parameters of resources that nothing is done to. */
export const parameterGuards = [
  parameterGone,
  parameterVersionGone,
  parameterOfAnotherType,
  parameterNotSecure,
  parameterExpires,
] as const satisfies readonly Guard[];

export const notAuthorized = {
  code: "not-authorized",
  holds: { warn: "nothing" },
} as const satisfies Guard;

export const driftGuards = [drifted, ...parameterGuards, notAuthorized] as const satisfies readonly Guard[];
