import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export interface WireRequest {
  /** The last part of `X-Amz-Target`, or the method and path of a REST call. */
  readonly operation: string;
  readonly body: string;
}

export interface WireAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body: object | string;
  /** Breaks the connection instead of answering. */
  readonly hangUp?: boolean;
}

export interface Wire extends AsyncDisposable {
  readonly url: string;
  /** Everything that was received. */
  readonly requests: readonly WireRequest[];
}

export const address = { region: "eu-west-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } } as const;

/** A server on the loopback that answers as the test says, with no knowledge of AWS of its own. */
export async function startWire(answer: (request: WireRequest, count: number) => WireAnswer): Promise<Wire> {
  const requests: WireRequest[] = [];
  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const target = incoming.headers["x-amz-target"];
    const operation =
      typeof target === "string" ? (target.split(".").at(-1) ?? "") : `${incoming.method} ${incoming.url}`;
    const request = { operation, body: await text(incoming) };
    requests.push(request);
    const { status = 200, headers = {}, body, hangUp = false } = answer(request, requests.length);
    if (hangUp) {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(status, {
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-requestid": "request-1",
      ...headers,
    });
    outgoing.end(typeof body === "string" ? body : JSON.stringify(body));
  }
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the server got no port");
  return {
    url: `http://127.0.0.1:${bound.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** A refusal in the form that was observed on AWS's wire: a namespace before the name, a capital `Message`. */
export function refusal(name: string, status: number, message = "no"): WireAnswer {
  return { status, body: { __type: `com.amazon.coral.service#${name}`, Message: message } };
}

/** Everything an error would tell whoever prints it carelessly. */
export function everythingIn(error: unknown): string {
  const seen = new Set<unknown>();
  const texts: string[] = [];
  function visit(value: unknown): void {
    if (typeof value === "string") texts.push(value);
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) visit(Reflect.get(value, key));
  }
  visit(error);
  return texts.join("\n");
}
