import { expect, it } from "vitest";
import { faultHelp, faultNames, parseFault } from "../../../infra/local/aws/faults/parse-fault.ts";
import { faultKinds } from "../../../infra/local/aws/faults/faults.ts";

/** A value for each fault that needs one. */
const values: Readonly<Record<string, string>> = {
  rate: "5",
  ceiling: "5",
  error: "PrivateTypeException",
  latency: "200ms",
  "clock-skew": "-1h",
  slow: "2s",
  "retry-after": "1m",
  "token-refresh": "1h",
};

it("names every kind of fault", () => {
  const kinds = faultNames.map(({ name }) => parseFault(name in values ? `${name}=${values[name]}` : name).kind);
  expect(new Set(kinds)).toEqual(new Set(faultKinds));
  expect(faultHelp).toHaveLength(faultNames.length);
  for (const { usage, doc } of faultHelp) expect(`${usage}: ${doc}`).toMatch(/^[a-z-]+(\[?=.+)?: [a-zA-Z].+[^.]$/);
});

it.each([
  ["throttle", { kind: "throttle", every: 3 }],
  ["latency=200ms", { kind: "latency", milliseconds: 200, every: 1 }],
  ["clock-skew=20m", { kind: "clock-skew", milliseconds: 1_200_000, every: 1 }],
  ["clock-skew=-1h", { kind: "clock-skew", milliseconds: -3_600_000, every: 1 }],
  ["slow=2s,times=1", { kind: "slow", milliseconds: 2_000, times: 1 }],
  ["rate=25,service=ssm", { kind: "rate", perSecond: 25, service: "ssm", every: 1 }],
  ["fail", { kind: "fail", code: "Throttling", every: 3 }],
  ["fail=AccessDenied,name=orders,every=2", { kind: "fail", code: "AccessDenied", name: "orders", every: 2 }],
  ["service-refuses", { kind: "service-refuses", exception: "ThrottlingException", every: 3 }],
  ["resource-model=readable", { kind: "resource-model", shows: "readable", every: 1 }],
  ["token-refresh=8h", { kind: "token-refresh", milliseconds: 8 * 3_600_000, every: 1 }],
  ["remnant", { kind: "remnant", operation: "CreateResource", every: 3 }],
  ["reset", { kind: "reset", when: "after", every: 3 }],
  ["hook=Not on Fridays, please", { kind: "hook", message: "Not on Fridays, please", every: 1 }],
  ["throttle,operation=GetResource,times=2", { kind: "throttle", operation: "GetResource", times: 2 }],
])("reads %s", (text, fault) => {
  expect(parseFault(text)).toEqual(fault);
});

it.each([
  ["throtle", 'there is no fault "throtle"; did you mean "throttle"?'],
  ["thunder", 'there is no fault "thunder"'],
  ["throttle=2", 'the fault "throttle" takes no value'],
  ["rate", 'the fault "rate" needs a number of requests a second'],
  ["rate=0", 'the fault "rate" takes a number of requests a second, not "0"'],
  ["latency=200", 'the fault "latency" takes a time such as 200ms, 2s or 5m, not "200"'],
  ["clock-skew=-soon", 'the fault "clock-skew" takes a time such as 200ms, 2s or 5m, not "soon"'],
  ["reset=never", 'the fault "reset" takes after, before, not "never"'],
  ["fail=no code", 'the fault "fail" takes the name of an error, not "no code"'],
  ["token-refresh=0s", 'the fault "token-refresh=0s" is not understood'],
  ["kms-arn=yes", 'the fault "kms-arn" takes no value'],
  ["throttle,every=often", 'the fault "throttle,every=often" is not understood'],
  ["throttle,service=s3", 'the fault "throttle,service=s3" is not understood'],
  ["throttle,whenever=2", 'there is no fault "throttle,whenever"'],
])("refuses %s", (text, message) => {
  expect(() => parseFault(text)).toThrow(message);
});
