import * as v from "valibot";
import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import { AwsError, validation } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import type { StoredVersion } from "../state.ts";

const MOST_POLICIES = 10;

const policySchema = v.object({
  Type: v.string(),
  Version: v.literal("1.0"),
  Attributes: v.object({
    Timestamp: v.optional(v.pipe(v.string(), v.isoTimestamp())),
    Before: v.optional(v.string()),
    After: v.optional(v.string()),
    Unit: v.optional(v.picklist(["Days", "Hours"])),
  }),
});
type Policy = v.InferOutput<typeof policySchema>;

const types: readonly string[] = ["Expiration", "ExpirationNotification", "NoChangeNotification"];

/** The text of policies as PutParameter takes it. Throws AwsError. An empty list takes them away. */
export function checkedPolicies(text: string, tier: StoredVersion["tier"]): string | null {
  const policies = parse(text);
  if (policies.length === 0) return null;
  if (tier !== "Advanced") {
    throw validation("Parameter policies are supported for parameters of the advanced tier only.");
  }
  if (policies.length > MOST_POLICIES) {
    throw new AwsError("PoliciesLimitExceededException", `A parameter has ${MOST_POLICIES} policies at most.`);
  }
  return text;
}

function parse(text: string): readonly Policy[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new AwsError("InvalidPolicyAttributeException", "The policies are not JSON.");
  }
  const parsed = v.safeParse(v.array(policySchema), given);
  if (!parsed.success) throw new AwsError("InvalidPolicyAttributeException", "A policy attribute is invalid.");
  for (const { Type, Attributes } of parsed.output) {
    if (!types.includes(Type)) {
      throw new AwsError("InvalidPolicyTypeException", `The policy type ${Type} is not supported.`);
    }
    if (Type === "Expiration" && Attributes.Timestamp === undefined) {
      throw new AwsError("InvalidPolicyAttributeException", "An expiration has no timestamp.");
    }
  }
  return parsed.output;
}

/** As DescribeParameters tells them. */
export function policiesOf({ policies }: StoredVersion): readonly JsonObject[] {
  if (policies === null) return [];
  return parse(policies).map((policy) => ({
    PolicyText: JSON.stringify(policy),
    PolicyType: policy.Type,
    PolicyStatus: "Pending",
  }));
}

/** What has expired is gone, as if somebody had deleted it. AWS may take hours to get to it. */
export function dropExpired({ store, now }: Pick<Call, "store" | "now">): void {
  for (const [name, versions] of store.parameters) {
    const latest = versions.at(-1);
    if (latest === undefined || latest.policies === null) continue;
    const expires = parse(latest.policies).find(({ Type }) => Type === "Expiration")?.Attributes.Timestamp;
    if (expires === undefined || Date.parse(expires) > now) continue;
    store.parameters.delete(name);
    store.tags.delete(name);
  }
}
