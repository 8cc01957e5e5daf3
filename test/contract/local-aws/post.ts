/** Requests as no SDK would send them: any body, any header. */

export const JSON_10 = "application/x-amz-json-1.0";
export const JSON_11 = "application/x-amz-json-1.1";

/** The first part of `X-Amz-Target` for each service, and what its requests are signed for. */
export const targets = {
  cloudcontrol: { target: "CloudApiService", signedFor: "cloudcontrolapi", contentType: JSON_10 },
  ssm: { target: "AmazonSSM", signedFor: "ssm", contentType: JSON_11 },
  secretsmanager: { target: "secretsmanager", signedFor: "secretsmanager", contentType: JSON_11 },
  events: { target: "AWSEvents", signedFor: "events", contentType: JSON_11 },
} as const;

export const authorization = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260102/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`;

export function post(
  url: string,
  target: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const service = Object.values(targets).find((each) => target.startsWith(`${each.target}.`)) ?? targets.events;
  return fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": service.contentType,
      "X-Amz-Target": target,
      Authorization: authorization(service.signedFor),
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
