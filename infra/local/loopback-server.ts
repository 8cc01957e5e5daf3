import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface LoopbackServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends every connection. Closing what is closed already is no mistake. */
  close(): Promise<void>;
}

/** Answers one request; what it rejects with ends the connection. */
type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The loopback's own names, with any port. A name below `localhost` is nobody's business here. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Every server of the local mode. It listens on the loopback alone, and answers only who asked for it by a name of the
 * loopback: a page of another site can have its own name lead here (DNS rebinding), and would then read what nobody but
 * programs of this machine may. So would one that posts to the right name without reading: its origin gives it away.
 *
 * @param port 0: any free one
 * @throws where the port is taken.
 */
export async function listenOnLoopback(port: number, handle: Handle): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const answering = isFromHere(request) ? handle(request, response) : refuse(request, response);
    answering.catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        // The error that Node reports for a closed one says nothing else.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isFromHere({ headersDistinct: { host = [], origin = [] } }: IncomingMessage): boolean {
  const [name = ""] = host;
  return host.length === 1 && LOOPBACK.test(name) && origin.every(isLoopbackOrigin);
}

function isLoopbackOrigin(origin: string): boolean {
  return /^https?:\/\//i.test(origin) && LOOPBACK.test(origin.replace(/^https?:\/\//i, ""));
}

async function refuse(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const message = "Only programs on this machine may ask, by http://127.0.0.1, http://localhost or http://[::1].";
  response.writeHead(403, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ message }));
  request.resume();
}
