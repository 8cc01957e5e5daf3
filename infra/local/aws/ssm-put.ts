import { AwsError, validation } from "./aws-error.ts";
import { type Call, operation, type Operation, writes } from "./call.ts";
import { checkedName } from "./ssm-names.ts";
import type { StoredVersion } from "./state.ts";

/** How many versions of a parameter are kept. */
const MAX_VERSIONS = 100;
const MAX_VALUE = { Standard: 4096, Advanced: 8192 } as const;

const TYPES = ["String", "StringList", "SecureString"] as const;
type ParameterType = (typeof TYPES)[number];

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
      Tags: {
        type: "list",
        max: 1000,
        items: {
          type: "structure",
          members: { Key: { type: "string", required: true }, Value: { type: "string", required: true } },
        },
      },
    },
    (input, call) => {
      if (input.Overwrite === true && input.Tags !== undefined) {
        throw validation("Invalid request: tags and overwrite can't be used together.");
      }
      const stored = putVersion(call, input);
      return { Version: stored.version, Tier: stored.tier };
    },
  ),

  DeleteParameter: operation(writes, { Name: NAME }, (input, call) => {
    if (!call.store.parameters.delete(input.Name)) throw new AwsError("ParameterNotFound", "");
    return {};
  }),

  DeleteParameters: operation(
    writes,
    { Names: { type: "list", required: true, min: 1, max: 10, items: { type: "string", min: 1, max: 2048 } } },
    (input, call) => {
      const names = [...new Set(input.Names)];
      const deleted = names.filter((name) => call.store.parameters.delete(name));
      return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) };
    },
  ),
};

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
}

/** Stores a new version of a parameter; a parameter that was deleted starts at version 1 again. */
export function putVersion(call: Pick<Call, "region" | "account" | "store" | "now">, input: PutInput): StoredVersion {
  const name = checkedName(call, input.Name);
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
  };
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
  if (input.Value === "") throw validation("Parameter value must not be empty.");
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
