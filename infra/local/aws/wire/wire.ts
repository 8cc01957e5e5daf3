import { isObject, type Json } from "../../../../workflows/engine/values/json.ts";
import { AwsError } from "./aws-error.ts";
import { parseJson } from "./parse-json.ts";
import { signingTime } from "./signature-time.ts";

export type ServiceName = "cloudcontrol" | "ssm" | "events" | "sts" | "secretsmanager";

interface Protocol {
  readonly name: ServiceName;
  /** Service part of `X-Amz-Target`; STS speaks the query protocol and has none. */
  readonly target: string | undefined;
  readonly contentType: string;
  /** The service that requests must be signed for. */
  readonly signingName: string;
  /** Prefix of its IAM actions: Cloud Control checks CloudFormation's. */
  readonly actions: string;
}

const JSON_10 = "application/x-amz-json-1.0";
const JSON_11 = "application/x-amz-json-1.1";
const FORM = "application/x-www-form-urlencoded";

const protocols: readonly Protocol[] = [
  {
    name: "cloudcontrol",
    target: "CloudApiService",
    contentType: JSON_10,
    signingName: "cloudcontrolapi",
    actions: "cloudformation",
  },
  { name: "ssm", target: "AmazonSSM", contentType: JSON_11, signingName: "ssm", actions: "ssm" },
  { name: "events", target: "AWSEvents", contentType: JSON_11, signingName: "events", actions: "events" },
  {
    name: "secretsmanager",
    target: "secretsmanager",
    contentType: JSON_11,
    signingName: "secretsmanager",
    actions: "secretsmanager",
  },
  { name: "sts", target: undefined, contentType: FORM, signingName: "sts", actions: "sts" },
];

export interface Headers {
  readonly [name: string]: string | readonly string[] | undefined;
}

/** A request told apart: which service, which operation, by whom, about what. */
export interface WireRequest {
  readonly protocol: Protocol;
  readonly operation: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** When it says that it was signed, in milliseconds; undefined: it does not. */
  readonly signed: number | undefined;
  readonly body: unknown;
}

export function protocolNamed(name: ServiceName): Protocol {
  const found = protocols.find((protocol) => protocol.name === name);
  if (found === undefined) throw new Error(`there is no service "${name}"`);
  return found;
}

/** Which service a request is for; undefined where nothing says. */
export function protocolOf(headers: Headers): Protocol | undefined {
  const target = header(headers, "x-amz-target");
  if (target !== undefined) return protocols.find((protocol) => protocol.target === target.split(".")[0]);
  return contentTypeOf(headers) === FORM ? protocols.find(({ name }) => name === "sts") : undefined;
}

/** Reads a request. The signature itself is not checked: any credentials are good here. Throws AwsError. */
export function readRequest(protocol: Protocol, headers: Headers, bytes: Buffer): WireRequest {
  const { region, accessKeyId } = credentialsIn(headers, protocol);
  const from = { protocol, region, accessKeyId, signed: signingTime(header(headers, "x-amz-date")) };
  if (contentTypeOf(headers) !== protocol.contentType) throw unknownOperation();
  if (protocol.target === undefined) {
    const form = Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
    return { ...from, operation: form["Action"] ?? "", body: form };
  }
  const operation = (header(headers, "x-amz-target") ?? "").slice(protocol.target.length + 1);
  return { ...from, operation, body: parseBody(bytes) };
}

export const unknownOperation = (): AwsError => new AwsError("UnknownOperationException", "");

function parseBody(bytes: Buffer): unknown {
  let body: Json;
  try {
    body = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new AwsError("SerializationException", "The request body is not JSON.");
  }
  return withoutNulls(body);
}

/**
 * A body less its null members: AWS's JSON protocols take them for absent, at every level, and so no operation ever
 * sees one. A null in a list stays, and is refused as no item of any list here; whether AWS would leave it out is
 * unconfirmed. What stands inside a text, such as Cloud Control's documents, is not the protocol's.
 */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]): [string, Json][] =>
      member === null ? [] : [[name, withoutNulls(member)]],
    ),
  );
}

/** The access key id and the region that the request was signed with (AWS Signature Version 4). */
function credentialsIn(headers: Headers, protocol: Protocol): { region: string; accessKeyId: string } {
  const authorization = header(headers, "authorization");
  if (authorization === undefined || authorization === "") {
    throw new AwsError("MissingAuthenticationTokenException", "Request is missing Authentication Token");
  }
  const match = /^AWS4-HMAC-SHA256 .*Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(
    authorization,
  );
  const [, accessKeyId, region, service] = match ?? [];
  if (accessKeyId === undefined || region === undefined || !/Signature=[0-9a-f]{64}/.test(authorization)) {
    throw new AwsError(
      "IncompleteSignatureException",
      "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.",
    );
  }
  if (service !== protocol.signingName) {
    throw new AwsError(
      "InvalidSignatureException",
      `Credential should be scoped to correct service: '${protocol.signingName}'.`,
    );
  }
  return { accessKeyId, region };
}

function header(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : value?.[0];
}

function contentTypeOf(headers: Headers): string | undefined {
  return header(headers, "content-type")?.split(";")[0]?.trim().toLowerCase();
}
