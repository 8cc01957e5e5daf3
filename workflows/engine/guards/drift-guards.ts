import type { Guard } from "./guard.ts";

/* What is said of resources as they are, apart from any plan. Nothing is held by it: a drift starts no apply. */

export const drifted = {
  code: "drift",
  holds: { warn: "nothing" },
  label: "Drift",
  title: "Not as it was applied",
  explanation:
    "Somebody changed or deleted the resource in AWS, or wrote a parameter that it was applied with. The next apply of " +
    "the resource overwrites that, as its plan says.",
  clearedBy:
    "To keep what AWS has, write it into the definition and open a pull request. To restore what was applied, apply " +
    "the resource again.",
} as const satisfies Guard;

export const parameterGone = {
  code: "parameter-not-found",
  holds: { warn: "nothing" },
  title: "A parameter that was applied no longer exists",
  explanation: "The resource works on with the value that it was given. Its next change cannot be applied.",
  clearedBy: "Whoever keeps the parameter creates it again, or the definition names another one.",
} as const satisfies Guard;

export const notAuthorized = {
  code: "not-authorized",
  holds: { warn: "nothing" },
  title: "The service cannot use it",
  explanation:
    "EventBridge could not authorise the connection, or reach its endpoint: it delivers no event through it.",
  clearedBy: "Whoever keeps the credential corrects it in its parameter, and the connection is applied again.",
} as const satisfies Guard;

export const driftGuards: readonly Guard[] = [drifted, parameterGone, notAuthorized];
