import type { Json, JsonObject } from "../../values/json.ts";
import type { AccountRegion } from "../resource-kind.ts";
import type { ConnectionContext } from "./facts.ts";

const PATH = "/KmsKeyIdentifier";
const ARN = /^arn:([a-z0-9-]+):([a-z0-9-]+):([a-z0-9-]*):(\d*):(.*)$/;
/** Key ids of KMS: a UUID, or `mrk-` and 32 digits for a key of several regions. */
const KEY_ID = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|mrk-[0-9a-f]{32})$/i;
const ALIAS = /^alias\/[A-Za-z0-9/_-]{1,250}$/;

/** Reports what names no KMS key, and a key where the target cannot use it. */
export function validateKmsKey(tree: JsonObject, context: ConnectionContext): void {
  const key = tree["KmsKeyIdentifier"];
  // What a reference stands for is not known.
  if (typeof key !== "string" || key.includes("{{") || context.problems.brokenAt(PATH)) return;
  const arn = ARN.exec(key);
  if (arn !== null) {
    const [, partition = "", service = "", region = "", account = "", resource = ""] = arn;
    // The id in an ARN is not looked at: documentation and emulators have readable ones.
    const names = service === "kms" && account !== "" && /^(?:key|alias)\/[A-Za-z0-9/_-]+$/.test(resource);
    if (names) validateRegion(partition, region, context);
    else context.problems.add("kms-key-form", PATH, { key });
    return;
  }
  if (!KEY_ID.test(key) && !ALIAS.test(key)) context.problems.add("kms-key-form", PATH, { key });
}

/**
 * Whether two texts name one key: its id, and its ARN in the same account and region. That AWS answers with another
 * form than it was given is unconfirmed. An alias may be moved from key to key, so it is no name of one.
 */
export function isSameKmsKey(path: string, one: Json, other: Json, { account, region }: AccountRegion): boolean {
  if (path !== PATH || typeof one !== "string" || typeof other !== "string") return false;
  const keyOf = (text: string): string => {
    const [, , service, keyRegion, owner, resource = ""] = ARN.exec(text) ?? [];
    const isHere = service === "kms" && keyRegion === region && owner === account && resource.startsWith("key/");
    return isHere ? resource.slice("key/".length) : text;
  };
  const [key, otherKey] = [keyOf(one), keyOf(other)];
  return key === otherKey && KEY_ID.test(key);
}

function validateRegion(partition: string, own: string, { problems, settings: { region } }: ConnectionContext): void {
  if (region === null) return;
  const target = partitionOf(region);
  if (partition !== target) problems.add("kms-key-region/partition", PATH, { own: partition, target, region });
  else if (own !== region) problems.add("kms-key-region", PATH, { own, target: region });
}

/** Partitions by the beginning of their regions' names; all others are in `aws`. */
const partitions: Readonly<Record<string, string>> = {
  "cn-": "aws-cn",
  "us-gov-": "aws-us-gov",
  "us-iso-": "aws-iso",
  "us-isob-": "aws-iso-b",
  "us-isof-": "aws-iso-f",
  "eu-isoe-": "aws-iso-e",
  "eusc-": "aws-eusc",
};

function partitionOf(region: string): string {
  return Object.entries(partitions).find(([start]) => region.startsWith(start))?.[1] ?? "aws";
}
