import * as v from "valibot";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { WebhookRequest } from "../workflows/receive-webhook.ts";
import { deliveryId } from "../workflows/webhook/delivery-id.ts";
import type { WebhookAnswer } from "../workflows/webhook/answer.ts";

/** The part of an HTTP API's event (payload format 2.0) that is used. */
const httpEvent = v.object({
  rawPath: v.string(),
  headers: v.record(v.string(), v.optional(v.string())),
  requestContext: v.object({ http: v.object({ method: v.string() }) }),
  body: v.nullish(v.string(), ""),
  isBase64Encoded: v.optional(v.boolean(), false),
});

/** The delivery's id of an event that may not even be an HTTP request; null when it has none. */
export function deliveryOf(event: unknown): string | null {
  const parsed = v.safeParse(v.pick(httpEvent, ["headers"]), event);
  return parsed.success ? deliveryId(lowerCaseNames(parsed.output.headers)) : null;
}

/** Throws a `ValiError` for what API Gateway never sends. */
export function toWebhookRequest(event: unknown): WebhookRequest {
  const { rawPath, headers, requestContext, body, isBase64Encoded } = v.parse(httpEvent, event);
  return {
    method: requestContext.http.method,
    path: rawPath,
    headers: lowerCaseNames(headers),
    body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8"),
  };
}

export function toHttpResult(answer: WebhookAnswer): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: answer.status,
    headers: { "content-type": "application/json", ...(answer.status === 405 ? { allow: "POST" } : {}) },
    body: JSON.stringify(answer.body),
  };
}

function lowerCaseNames<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
