import { createHash } from "node:crypto";
import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import { AwsError, validation } from "../wire/aws-error.ts";
import { type Call, operation, type Operation, present, reads, timestamp } from "../wire/call.ts";
import { byKey, pageOf } from "../wire/page.ts";
import { checkPath, keptName, parameterArn, parseSelector } from "./names.ts";
import { below, checkFilters, filterList, invalidToken, passesAll } from "./filters.ts";
import { policiesOf } from "./policies.ts";
import type { StoredVersion } from "../state.ts";

const NAME = { type: "string", required: true, min: 1, max: 2048 } as const;
const HISTORY_PAGE = 50;
const PATH_PAGE = 10;

/** The operations of Parameter Store that return values. */
export const ssmReads: Readonly<Record<string, Operation>> = {
  GetParameter: operation(reads, { Name: NAME, WithDecryption: { type: "boolean" } }, (input, call) => {
    checkPath(parseSelector(call, input.Name).name);
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
      const duplicates = new Set(input.Names).size < input.Names.length;
      if (duplicates && call.faults.take(call, ["allow-duplicates"]) === undefined) {
        throw validation("Duplicate names are not allowed.");
      }
      const asked = [...new Set(input.Names)].map((given) => ({ given, found: select(call, given) }));
      const existing = asked.flatMap(({ given, found }) =>
        found?.stored === undefined ? [] : [{ ...found, given, stored: found.stored }],
      );
      if (existing.length < asked.length && call.faults.take(call, ["refuse-missing"]) !== undefined) {
        throw new AwsError("ParameterNotFound", "");
      }
      const withheld = refuseByKms(call, existing, input.WithDecryption);
      const valid = existing.filter(({ name }) => !withheld.includes(name));
      return {
        // In alphabetical order, not in the order of the request.
        Parameters: valid
          .toSorted(byKey(({ shown, selector }) => `${shown}:${selector ?? ""}`))
          .map((selected) => parameterOf(call, selected, input.WithDecryption)),
        InvalidParameters: asked.map(({ given }) => given).filter((name) => !valid.some(({ given }) => given === name)),
      };
    },
  ),

  GetParametersByPath: operation(
    reads,
    {
      Path: NAME,
      Recursive: { type: "boolean" },
      ParameterFilters: filterList,
      WithDecryption: { type: "boolean" },
      MaxResults: { type: "integer", min: 1, max: 10 },
      NextToken: { type: "string" },
    },
    (input, call) => {
      if (!input.Path.startsWith("/")) throw validation("The parameter doesn't meet the parameter name requirements.");
      const filters = input.ParameterFilters ?? [];
      checkFilters(filters, "below a path");
      const wanted = [...call.store.parameters].flatMap(([name, versions]) => {
        const label = filters.find(({ Key }) => Key === "Label")?.Values?.[0];
        const stored = label === undefined ? versions.at(-1) : versions.find(({ labels }) => labels.includes(label));
        if (
          !below(input.Path, name, input.Recursive === true) ||
          stored === undefined ||
          !passesAll(filters, call, name, stored)
        )
          return [];
        return [{ name, shown: name, selector: label, stored }];
      });
      const sorted = wanted.toSorted(byKey(({ name }) => name));
      const limit = input.MaxResults ?? PATH_PAGE;
      const page = pageOf(call, sorted, ({ name }) => name, { limit, token: input.NextToken, invalid: invalidToken });
      const found = page.items;
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
      const name = keptName(call.store, parseSelector(call, input.Name).name);
      const versions = call.store.parameters.get(name);
      if (versions === undefined) throw new AwsError("ParameterNotFound", "");
      const limit = input.MaxResults ?? HISTORY_PAGE;
      const page = pageOf(call, versions, versionKey, { limit, token: input.NextToken, invalid: invalidToken });
      const selected = page.items.map((stored) => ({ name, shown: name, selector: undefined, stored }));
      refuseByKms(call, selected, input.WithDecryption);
      return {
        Parameters: selected.map(({ stored }) => ({
          ...metadataOf(call, name, stored),
          Value: valueOf(call, name, stored, input.WithDecryption),
          Labels: stored.labels,
        })),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  ),
};

const versionKey = (stored: StoredVersion): string => String(stored.version).padStart(12, "0");

interface Found {
  /** The name under which the parameter is kept. */
  readonly name: string;
  /** The name in the answer: the one that was asked for, and the parameter's own where that was an ARN. */
  readonly shown: string;
  readonly selector: string | undefined;
  readonly stored: StoredVersion;
}

/** The parameter that was asked for; `stored` is undefined where it exists and the selected version does not. */
function select(
  call: Call,
  given: string,
): (Omit<Found, "stored"> & { stored: StoredVersion | undefined }) | undefined {
  const { name: asked, isArn, selector } = parseSelector(call, given);
  const name = keptName(call.store, asked);
  const versions = call.store.parameters.get(name);
  if (versions === undefined) return undefined;
  const stored =
    selector === undefined
      ? versions.at(-1)
      : versions.find(({ version, labels }) => String(version) === selector || labels.includes(selector));
  return { name, shown: isArn ? name : asked, selector, stored };
}

/** The parameters that KMS keeps back alone. That one denial fails the whole call, as by default, is unconfirmed. */
function refuseByKms(call: Call, found: readonly Found[], decrypt: boolean | undefined): readonly string[] {
  const secure = found.filter(({ stored }) => stored.type === "SecureString").map(({ name }) => name);
  if (decrypt !== true || secure.length === 0) return [];
  const subject = { service: call.service, operation: call.operation, names: secure };
  const fault = call.faults.take(subject, ["kms-denied"]);
  if (fault === undefined) return [];
  if (fault.scope === "parameter" && call.operation === "GetParameters") {
    return secure.filter((name) => fault.name === undefined || fault.name === name);
  }
  throw new AwsError(
    "AccessDeniedException",
    `The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access. (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: ${call.requestId})`,
  );
}

function parameterOf(call: Call, found: Found, decrypt: boolean | undefined): JsonObject {
  const { name, shown, selector, stored } = found;
  return present({
    Name: shown,
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
    Policies: policiesOf(stored),
    DataType: stored.dataType,
  });
}
