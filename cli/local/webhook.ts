import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** API Gateway takes no larger body. */
const LARGEST_BODY = 10 * 1024 * 1024;

export interface WebhookListener {
  readonly url: string;
  close(): Promise<void>;
}

type Receive = (event: unknown) => Promise<APIGatewayProxyStructuredResultV2>;

/** Stands for API Gateway: hands each request to the webhook function as an HTTP API event (payload format 2.0). */
export async function listenForWebhooks(port: number, receive: Receive): Promise<WebhookListener> {
  const server = createServer((request, response) => {
    answer(request, response, receive).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the webhook has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, receive: Receive): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) {
      response.writeHead(413, { "content-type": "application/json", connection: "close" });
      response.end(JSON.stringify({ message: "Request Entity Too Large" }));
      return;
    }
    chunks.push(chunk);
  }
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const result = await receive({
    version: "2.0",
    rawPath: pathname,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    requestContext: { http: { method: request.method ?? "GET" } },
    body: Buffer.concat(chunks).toString("base64"),
    isBase64Encoded: true,
  });
  const headers = Object.fromEntries(
    Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  response.writeHead(result.statusCode ?? 200, headers);
  response.end(result.body ?? "");
}
