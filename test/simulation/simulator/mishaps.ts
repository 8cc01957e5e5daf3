import type { Fault } from "../../../infra/local/aws/faults/faults.ts";
import { goodMail, type Mail } from "./hooks.ts";
import type { Random } from "./random.ts";
import type { Fate } from "./scheduler.ts";
import type { Trap } from "./trouble.ts";

/* What may go wrong, by chance. */

export function lasts(random: Random): number {
  return random.pick([20_000, 120_000, 600_000]);
}

/** Where the ledger, AWS and GitHub know most differently what is going on. */
const turningPoints = [
  "aws.CreateResource",
  "aws.UpdateResource",
  "aws.DeleteResource",
  "aws.GetResourceRequestStatus",
  "aws.GetParameters",
  "ledger.TransactWriteItems",
  "ledger.TransactWriteItems",
  "ledger.UpdateItem",
  "ledger.PutItem",
  "ledger.Query",
  "source.tip",
  "source.files",
  "review.putComment",
  "checks.putCheck",
  "checks.putDeployment",
  "queue.send",
] as const;

export function trap(random: Random): Trap {
  return {
    moment: `${random.pick(["before", "after"])} ${random.pick(turningPoints)}`,
    passes: random.weighted([
      [3, 0],
      [2, 1],
      [1, 2],
      [1, 5],
    ]),
    fate: random.weighted<Fate>([
      [2, { kind: "is killed" }],
      [1, { kind: "sleeps", for: 30_000 }],
      [1, { kind: "sleeps", for: 130_000 }],
      [1, { kind: "sleeps", for: 1_000_000 }],
      [1, { kind: "is slow", for: 65_000 }],
    ]),
  };
}

export function mail(random: Random): Mail {
  return random.pick<Mail>([
    goodMail,
    { ...goodMail, lost: 0.5 },
    { ...goodMail, forgotten: 0.5 },
    { ...goodMail, lost: 1 },
    { ...goodMail, doubled: 0.5, delay: 60_000 },
    { ...goodMail, delay: 1_200_000 },
  ]);
}

const codes = ["Throttling", "GeneralServiceException", "InvalidRequest", "ServiceTimeout", "NotStabilized"] as const;
const writes = ["CreateResource", "UpdateResource", "DeleteResource"] as const;

export function fault(random: Random): Fault {
  const operation = random.pick(writes);
  const call = random.pick([...writes, "GetResourceRequestStatus", "DescribeConnection", "ListConnections"] as const);
  const times = random.pick([1, 3, 8]);
  return random.pick<() => Fault>([
    () => ({ kind: "fail", code: random.pick(codes), operation }),
    () => ({ kind: "remnant", code: random.pick(["Throttling", "NotStabilized"]), operation: "CreateResource" }),
    () => ({ kind: "cancel", when: random.pick(["before", "after"]), operation }),
    () => ({ kind: "reset", when: random.pick(["before", "after"]), operation: call, times }),
    () => ({ kind: random.pick(["throttle", "internal-failure", "access-denied"]), operation: call, times }),
    () => ({ kind: "busy", operation, times }),
    () => ({ kind: "slow", milliseconds: random.pick([5_000, 100_000, 1_200_000]) }),
    () => ({ kind: "service-refuses", exception: "ThrottlingException", operation }),
    () => ({ kind: "token-replay", answers: random.pick(["first", "conflict", "anew", "anew-after-failure"]) }),
    () => ({ kind: random.pick(["late-identifier", "mapped-errors", "end-early", "empty-page", "handler-times"]) }),
    () => ({ kind: "retry-after", milliseconds: 20_000 }),
    () => ({ kind: "end-state", state: "DEAUTHORIZED", reason: "no" }),
    () => ({ kind: "ignore-removals", operation: "UpdateResource" }),
    () => ({ kind: "token-refresh", milliseconds: 60_000, every: 1 }),
  ])();
}
