import { AwsError, validation } from "../wire/aws-error.ts";
import { type Call, operation, type Operation, writes } from "../wire/call.ts";
import { checkedName, keptName } from "./names.ts";
import { checkedPolicies } from "./policies.ts";
import { tagList, withTags } from "./tags.ts";
import type { RegionState, StoredVersion } from "../state.ts";

/** How many versions of a parameter are kept. */
const MAX_VERSIONS = 100;
const MAX_VALUE = { Standard: 4096, Advanced: 8192 } as const;

const TYPES = ["SecureString", "StringList", "String"] as const;
type ParameterType = (typeof TYPES)[number];

const DATA_TYPES: readonly string[] = ["text", "aws:ec2:image", "aws:ssm:integration"];

const NAME = { type: "string", required: true, min: 1, max: 2048 } as const;

/** The operations of Parameter Store that write. */
export const ssmWrites: Readonly<Record<string, Operation>> = {
  PutParameter: operation(
    writes,
    {
      Name: NAME,
      Value: { type: "string", required: true, sensitive: true },
      Type: { type: "string", enum: TYPES },
      Overwrite: { type: "boolean" },
      Description: { type: "string", max: 1024 },
      KeyId: { type: "string", min: 1, max: 256, pattern: String.raw`[a-zA-Z0-9:\/_\-]+` },
      AllowedPattern: { type: "string", max: 1024 },
      Tier: { type: "string", enum: ["Standard", "Advanced", "Intelligent-Tiering"] },
      DataType: { type: "string", max: 128 },
      Policies: { type: "string", min: 1, max: 4096 },
      Tags: tagList,
    },
    (input, call) => {
      if (input.Overwrite === true && input.Tags !== undefined) {
        throw validation(
          "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
        );
      }
      const tags = withTags(undefined, input.Tags ?? []);
      const stored = putVersion(call, input);
      if (tags.size > 0) call.store.tags.set(checkedName(call, input.Name), tags);
      return { Version: stored.version, Tier: stored.tier };
    },
  ),

  DeleteParameter: operation(writes, { Name: NAME }, (input, call) => {
    if (!removeParameter(call.store, input.Name)) throw new AwsError("ParameterNotFound", "");
    return {};
  }),

  DeleteParameters: operation(
    writes,
    { Names: { type: "list", required: true, min: 1, max: 10, items: { type: "string", min: 1, max: 2048 } } },
    (input, call) => {
      const names = [...new Set(input.Names)];
      const deleted = names.filter((name) => removeParameter(call.store, name));
      return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) };
    },
  ),
};

/** Returns whether there was one. */
export function removeParameter(store: RegionState, given: string): boolean {
  const name = keptName(store, given);
  store.tags.delete(name);
  return store.parameters.delete(name);
}

interface PutInput {
  readonly Name: string;
  readonly Value: string;
  readonly Type?: string | undefined;
  readonly Overwrite?: boolean | undefined;
  readonly Description?: string | undefined;
  readonly KeyId?: string | undefined;
  readonly AllowedPattern?: string | undefined;
  readonly Tier?: string | undefined;
  readonly DataType?: string | undefined;
  readonly Policies?: string | undefined;
}

/** Stores a new version of a parameter; a parameter that was deleted starts at version 1 again. */
export function putVersion(call: Pick<Call, "region" | "account" | "store" | "now">, input: PutInput): StoredVersion {
  const name = keptName(call.store, checkedName(call, input.Name));
  const versions = call.store.parameters.get(name) ?? [];
  const latest = versions.at(-1);
  if (latest !== undefined && input.Overwrite !== true) {
    throw new AwsError(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    );
  }
  const type = typeOf(input, latest);
  checkValue(input);
  const tier = input.Tier === "Advanced" || latest?.tier === "Advanced" ? "Advanced" : fittingTier(input);
  if (input.Tier === "Standard" && tier === "Advanced") {
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    );
  }
  if (type !== "SecureString" && input.KeyId !== undefined) {
    throw validation("KeyId is allowed for parameters of the type SecureString only.");
  }
  if (input.Value.length > MAX_VALUE[tier]) throw tooLong(tier);
  const stored: StoredVersion = {
    version: (latest?.version ?? 0) + 1,
    value: input.Value,
    type,
    keyId: type === "SecureString" ? (input.KeyId ?? latest?.keyId ?? "alias/aws/ssm") : null,
    description: input.Description ?? latest?.description ?? null,
    allowedPattern: input.AllowedPattern ?? null,
    tier,
    dataType: input.DataType ?? latest?.dataType ?? "text",
    modified: call.now,
    labels: [],
    // Whether a new version that names no policies keeps those of the one before is unconfirmed.
    policies: input.Policies === undefined ? (latest?.policies ?? null) : checkedPolicies(input.Policies, tier),
  };
  const [oldest] = versions;
  if (versions.length === MAX_VERSIONS && oldest !== undefined && oldest.labels.length > 0) {
    throw new AwsError(
      "ParameterMaxVersionLimitExceeded",
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
  }
  call.store.parameters.set(name, [...versions, stored].slice(-MAX_VERSIONS));
  return stored;
}

function typeOf(input: PutInput, latest: StoredVersion | undefined): ParameterType {
  const given = TYPES.find((type) => type === input.Type);
  if (latest === undefined) {
    if (given === undefined) throw validation("A parameter type is required when you create a parameter.");
    return given;
  }
  if (given !== undefined && given !== latest.type && [given, latest.type].includes("SecureString")) {
    throw new AwsError(
      "HierarchyTypeMismatchException",
      "Parameter Store doesn't support changing a parameter type between String and SecureString. Create a new parameter.",
    );
  }
  return given ?? latest.type;
}

function checkValue(input: PutInput): void {
  // Parameter Store resolves nothing inside a value, and refuses what looks like a reference to another parameter.
  if (/\{\{.*\}\}/s.test(input.Value)) {
    throw validation('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
  }
  if (input.Value === "") {
    throw validation(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  }
  if (!DATA_TYPES.includes(input.DataType ?? "text")) {
    throw validation(
      `The following data type is not supported: ${String(input.DataType)} (Data type names are all lowercase.)`,
    );
  }
  const pattern = input.AllowedPattern;
  if (pattern === undefined) return;
  if (!compiled(pattern).test(input.Value)) {
    throw new AwsError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  }
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "s");
  } catch {
    throw new AwsError(
      "InvalidAllowedPatternException",
      "The request does not meet the regular expression requirement.",
    );
  }
}

function fittingTier(input: PutInput): "Standard" | "Advanced" {
  return input.Tier === "Intelligent-Tiering" && input.Value.length > MAX_VALUE.Standard ? "Advanced" : "Standard";
}

const tooLong = (tier: "Standard" | "Advanced"): AwsError =>
  validation(
    tier === "Standard"
      ? `Standard tier parameters support a maximum parameter value of ${MAX_VALUE.Standard} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`
      : `Advanced tier parameters support a maximum parameter value of ${MAX_VALUE.Advanced} characters.`,
  );
