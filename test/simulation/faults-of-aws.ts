import type { Fault } from "../../infra/local/aws/faults/faults.ts";

const HOUR = 3_600_000;

/** Each fault of the local AWS as it strikes this apply often, but not always; a clock that is off is the caller's. */
export const faultsOfAws = {
  throttle: { kind: "throttle", every: 3 },
  rate: { kind: "rate", perSecond: 20, every: 1 },
  "internal-failure": { kind: "internal-failure", every: 4 },
  "access-denied to create": { kind: "access-denied", operation: "CreateResource", every: 2 },
  "access-denied to update": { kind: "access-denied", operation: "UpdateResource", every: 2 },
  "access-denied to delete": { kind: "access-denied", operation: "DeleteResource", every: 2 },
  "access-denied to read": { kind: "access-denied", operation: "GetResource", every: 60 },
  "access-denied to poll": { kind: "access-denied", operation: "GetResourceRequestStatus", every: 3 },
  "access-denied to look": { kind: "access-denied", operation: "DescribeConnection", every: 3 },
  "access-denied to decrypt": { kind: "kms-denied", every: 2 },
  error: { kind: "error", code: "ValidationException", message: "no", operation: "CreateResource", every: 3 },
  status: { kind: "status", convention: "http-error", every: 1 },
  "reset before": { kind: "reset", when: "before", every: 5 },
  "reset after": { kind: "reset", when: "after", every: 5 },
  "a late answer": { kind: "latency", milliseconds: 20, every: 20 },
  "not-found": { kind: "not-found", every: 3 },
  "fail, passing": { kind: "fail", code: "Throttling", every: 2 },
  "fail for good": { kind: "fail", code: "InvalidRequest", every: 3 },
  remnant: { kind: "remnant", every: 2 },
  "remnant, passing": { kind: "remnant", code: "NetworkFailure", every: 2 },
  slow: { kind: "slow", milliseconds: HOUR / 2, every: 3 },
  "cancel before": { kind: "cancel", when: "before", every: 4 },
  "cancel after": { kind: "cancel", when: "after", every: 4 },
  hook: { kind: "hook", message: "no", every: 5 },
  "no model": { kind: "resource-model", shows: "nothing", every: 1 },
  "the readable model": { kind: "resource-model", shows: "readable", every: 1 },
  "the whole model": { kind: "resource-model", shows: "desired", every: 1 },
  "retry-after": { kind: "retry-after", milliseconds: 9_000, every: 2 },
  "event-time": { kind: "event-time", every: 1 },
  "late-identifier": { kind: "late-identifier", every: 1 },
  "end-state": { kind: "end-state", state: "DEAUTHORIZED", reason: "no", every: 3 },
  "end-early": { kind: "end-early", every: 1 },
  "await-authorization": { kind: "await-authorization", every: 1 },
  "handler-times": { kind: "handler-times", every: 2 },
  "token-refresh": { kind: "token-refresh", milliseconds: 9_000, every: 1 },
  "ignore-removals": { kind: "ignore-removals", every: 1 },
  "take-removals": { kind: "take-removals", every: 1 },
  "service-refuses": { kind: "service-refuses", exception: "ThrottlingException", every: 3 },
  "mapped-errors": { kind: "mapped-errors", every: 1 },
  busy: { kind: "busy", every: 3 },
  ceiling: { kind: "ceiling", operations: 4, every: 1 },
  "empty-page": { kind: "empty-page", every: 1 },
  "list-all-properties": { kind: "list-all-properties", every: 1 },
  "show-secrets": { kind: "show-secrets", every: 1 },
  "api-spelling": { kind: "api-spelling", every: 1 },
  "allow-duplicates": { kind: "allow-duplicates", every: 1 },
  "refuse-missing": { kind: "refuse-missing", every: 1 },
  "ignore-read-only": { kind: "ignore-read-only", every: 1 },
  "allow-same-value": { kind: "allow-same-value", every: 1 },
  "go-public": { kind: "go-public", every: 1 },
  "keep-emptied": { kind: "keep-emptied", every: 1 },
  "release-key": { kind: "release-key", every: 1 },
  "kms-arn": { kind: "kms-arn", every: 1 },
  "any-region": { kind: "any-region", every: 1 },
  "refuse-colon": { kind: "refuse-colon", every: 1 },
  "in-use": { kind: "in-use", every: 1 },
  "token-replay": { kind: "token-replay", answers: "anew", every: 1 },
} as const satisfies Readonly<Record<string, Fault>>;

/** Two to four faults, the same ones for a seed every time. */
export function combinationOfFaults(seed: number): readonly Fault[] {
  let state = seed;
  const random = (below: number): number => {
    // A linear congruential generator is random enough to choose with.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const all = Object.values(faultsOfAws);
  return Array.from({ length: 2 + random(3) }, () => all[random(all.length)] ?? faultsOfAws.throttle);
}
