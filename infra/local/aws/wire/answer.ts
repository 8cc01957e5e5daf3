import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import { type AwsError, errorType, httpStatus, type StatusConvention } from "./aws-error.ts";
import { stsAnswer, stsError } from "../sts.ts";
import type { ServiceName } from "./wire.ts";

/** An HTTP answer, ready to be written. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Context {
  readonly service: ServiceName | undefined;
  readonly contentType: string;
  readonly operation: string;
  readonly requestId: string;
  readonly convention: StatusConvention;
  /** What the server's clock says, where it is not the machine's. */
  readonly date?: string;
}

export function successAnswer(context: Context, output: JsonObject): Answer {
  if (context.service === "sts") return xml(context, 200, stsAnswer(context.operation, output, context.requestId));
  return json(context, 200, output);
}

export function errorAnswer(context: Context, error: AwsError): Answer {
  const service = context.service ?? "";
  const status = httpStatus(service, error, context.convention);
  if (context.service === "sts") return xml(context, status, stsError(error, context.requestId));
  const type = errorType(service, error.code);
  // Cloud Control, Secrets Manager and the front end of all services write the member with a capital letter.
  const member = ["cloudcontrol", "secretsmanager"].includes(service) || type.includes("#") ? "Message" : "message";
  return json(context, status, { __type: type, ...(error.message === "" ? {} : { [member]: error.message }) });
}

function json(context: Context, status: number, body: JsonObject): Answer {
  return { status, headers: headersOf(context, context.contentType), body: JSON.stringify(body) };
}

function xml(context: Context, status: number, body: string): Answer {
  return { status, headers: headersOf(context, "text/xml"), body };
}

function headersOf(context: Context, contentType: string): Readonly<Record<string, string>> {
  return {
    "x-amzn-RequestId": context.requestId,
    "Content-Type": contentType,
    "Cache-Control": "no-store",
    ...(context.date !== undefined && { Date: context.date }),
  };
}

/** For requests that say so little that no service can answer them. */
export const fallbackContentType = "application/x-amz-json-1.0";
