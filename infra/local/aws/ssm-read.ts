import { createHash } from "node:crypto";
import type { JsonObject } from "../../../workflows/engine/json.ts";
import { AwsError, validation } from "./aws-error.ts";
import { type Call, operation, type Operation, present, reads, timestamp } from "./call.ts";
import { byKey, pageOf } from "./page.ts";
import { parameterArn, parseSelector } from "./ssm-names.ts";
import { invalidToken } from "./ssm-filters.ts";
import type { StoredVersion } from "./state.ts";

const NAME = { type: "string", required: true, min: 1, max: 2048 } as const;
const HISTORY_PAGE = 50;
const PATH_PAGE = 10;

/** The operations of Parameter Store that return values. */
export const ssmReads: Readonly<Record<string, Operation>> = {
  GetParameter: operation(reads, { Name: NAME, WithDecryption: { type: "boolean" } }, (input, call) => {
    const found = select(call, input.Name);
    if (found === undefined) throw new AwsError("ParameterNotFound", "");
    if (found.stored === undefined) {
      throw new AwsError(
        "ParameterVersionNotFound",
        `Systems Manager could not find version ${String(found.selector)} of ${found.name}. Verify the version and try again.`,
      );
    }
    const selected = { ...found, stored: found.stored };
    refuseByKms(call, [selected], input.WithDecryption);
    return { Parameter: parameterOf(call, selected, input.WithDecryption) };
  }),

  GetParameters: operation(
    reads,
    {
      Names: { type: "list", required: true, min: 1, max: 10, items: { type: "string", min: 1, max: 2048 } },
      WithDecryption: { type: "boolean" },
    },
    (input, call) => {
      // That a name may not be given twice is unconfirmed, so nobody should rely on its being allowed.
      if (new Set(input.Names).size < input.Names.length) throw validation("Duplicate names are not allowed.");
      const asked = input.Names.map((given) => ({ given, found: select(call, given) }));
      const valid = asked.flatMap(({ found }) =>
        found?.stored === undefined ? [] : [{ ...found, stored: found.stored }],
      );
      refuseByKms(call, valid, input.WithDecryption);
      return {
        // In alphabetical order, not in the order of the request.
        Parameters: valid
          .toSorted(byKey(({ name, selector }) => `${name}:${selector ?? ""}`))
          .map((selected) => parameterOf(call, selected, input.WithDecryption)),
        InvalidParameters: asked.flatMap(({ given, found }) => (found?.stored === undefined ? [given] : [])),
      };
    },
  ),

  GetParametersByPath: operation(
    reads,
    {
      Path: NAME,
      Recursive: { type: "boolean" },
      WithDecryption: { type: "boolean" },
      MaxResults: { type: "integer", min: 1, max: 10 },
      NextToken: { type: "string" },
    },
    (input, call) => {
      if (!input.Path.startsWith("/")) throw validation("The parameter doesn't meet the parameter name requirements.");
      const prefix = input.Path.endsWith("/") ? input.Path : `${input.Path}/`;
      const names = [...call.store.parameters.keys()].filter(
        (name) => name.startsWith(prefix) && (input.Recursive === true || !name.slice(prefix.length).includes("/")),
      );
      const sorted = names.toSorted(byKey((name) => name));
      const page = pageOf(sorted, (name) => name, input.MaxResults ?? PATH_PAGE, input.NextToken, invalidToken);
      const found = page.items.flatMap((name) => {
        const stored = call.store.parameters.get(name)?.at(-1);
        return stored === undefined ? [] : [{ name, selector: undefined, stored }];
      });
      refuseByKms(call, found, input.WithDecryption);
      return {
        Parameters: found.map((selected) => parameterOf(call, selected, input.WithDecryption)),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  ),

  GetParameterHistory: operation(
    reads,
    {
      Name: NAME,
      WithDecryption: { type: "boolean" },
      MaxResults: { type: "integer", min: 1, max: 50 },
      NextToken: { type: "string" },
    },
    (input, call) => {
      const { name } = parseSelector(call, input.Name);
      const versions = call.store.parameters.get(name);
      if (versions === undefined) throw new AwsError("ParameterNotFound", "");
      const page = pageOf(versions, versionKey, input.MaxResults ?? HISTORY_PAGE, input.NextToken, invalidToken);
      const selected = page.items.map((stored) => ({ name, selector: undefined, stored }));
      refuseByKms(call, selected, input.WithDecryption);
      return {
        Parameters: selected.map(({ stored }) => ({
          ...metadataOf(call, name, stored),
          Value: valueOf(call, name, stored, input.WithDecryption),
          Labels: [],
        })),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  ),
};

const versionKey = (stored: StoredVersion): string => String(stored.version).padStart(12, "0");

interface Found {
  readonly name: string;
  readonly selector: string | undefined;
  readonly stored: StoredVersion;
}

/** The parameter that was asked for; `stored` is undefined where it exists and the selected version does not. */
function select(
  call: Call,
  given: string,
): (Omit<Found, "stored"> & { stored: StoredVersion | undefined }) | undefined {
  const { name, selector } = parseSelector(call, given);
  const versions = call.store.parameters.get(name);
  if (versions === undefined) return undefined;
  const stored =
    selector === undefined ? versions.at(-1) : versions.find(({ version }) => String(version) === selector);
  return { name, selector, stored };
}

/** One denial fails the whole call. */
function refuseByKms(call: Call, found: readonly Found[], decrypt: boolean | undefined): void {
  const secure = found.filter(({ stored }) => stored.type === "SecureString");
  if (decrypt !== true || secure.length === 0) return;
  const subject = { service: call.service, operation: call.operation, names: secure.map(({ name }) => name) };
  if (call.faults.take(subject, ["kms-denied"]) === undefined) return;
  throw new AwsError(
    "AccessDeniedException",
    `The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access. (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: ${call.requestId})`,
  );
}

function parameterOf(call: Call, found: Found, decrypt: boolean | undefined): JsonObject {
  const { name, selector, stored } = found;
  return present({
    Name: name,
    Type: stored.type,
    Value: valueOf(call, name, stored, decrypt),
    Version: stored.version,
    Selector: selector === undefined ? undefined : `:${selector}`,
    LastModifiedDate: timestamp(stored.modified),
    ARN: parameterArn(call, name),
    DataType: stored.dataType,
  });
}

function valueOf(call: Call, name: string, stored: StoredVersion, decrypt: boolean | undefined): string {
  if (stored.type !== "SecureString" || decrypt === true) return stored.value;
  // Stands for the ciphertext: the same for each read of a version, and nothing that depends on the value.
  const identity = `${parameterArn(call, name)}:${stored.version}:${stored.modified}`;
  return `AQICAH${createHash("sha512").update(identity).digest("base64")}`;
}

/** What DescribeParameters and the history tell about a version, without its value. */
export function metadataOf(call: Call, name: string, stored: StoredVersion): JsonObject {
  return present({
    Name: name,
    ARN: parameterArn(call, name),
    Type: stored.type,
    KeyId: stored.keyId,
    LastModifiedDate: timestamp(stored.modified),
    LastModifiedUser: `arn:aws:iam::${call.account}:user/local`,
    Description: stored.description,
    AllowedPattern: stored.allowedPattern,
    Version: stored.version,
    Tier: stored.tier,
    Policies: [],
    DataType: stored.dataType,
  });
}
