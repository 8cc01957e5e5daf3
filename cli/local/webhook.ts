import type { IncomingMessage, ServerResponse } from "node:http";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { listenOnLoopback, type LoopbackServer, readBody } from "../../infra/local/loopback-server.ts";

/** API Gateway takes no larger body. */
const LARGEST_BODY = 10 * 1024 * 1024;

type Receive = (event: unknown) => Promise<APIGatewayProxyStructuredResultV2>;

/** Stands for API Gateway: hands each request to the webhook function as an HTTP API event (payload format 2.0). */
export function listenForWebhooks(port: number, receive: Receive): Promise<LoopbackServer> {
  return listenOnLoopback(port, async (request, response, { pathname }) => {
    await answer(request, response, { pathname, receive });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, receive }: { readonly pathname: string; readonly receive: Receive },
): Promise<void> {
  const body = await readBody(request, LARGEST_BODY);
  if (body === undefined) {
    response.writeHead(413, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify({ message: "Request Entity Too Large" }));
    return;
  }
  const result = await receive({
    version: "2.0",
    rawPath: pathname,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    requestContext: { http: { method: request.method ?? "GET" } },
    body: body.toString("base64"),
    isBase64Encoded: true,
  });
  const headers = Object.fromEntries(
    Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  response.writeHead(result.statusCode ?? 200, headers);
  response.end(result.body ?? "");
}
