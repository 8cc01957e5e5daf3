import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface LoopbackServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends every connection. Closing what is closed already is no mistake. */
  close(): Promise<void>;
}

/** Answers one request; what it rejects with ends the connection. `url`: where it goes, below the server's own URL. */
type Handle = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** The loopback's own names, with any port. A name below `localhost` is nobody's business here. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Every server of the local mode. It listens on the loopback alone, and answers only who asked for it by a name of the
 * loopback: a page of another site can have its own name lead here (DNS rebinding), and would then read what nobody but
 * programs of this machine may. So would one that posts to the right name without reading: its origin gives it away.
 *
 * What names no path at all is refused before anybody sees it: half an escape, a NUL byte, a step upwards that is hidden in
 * escapes, another server's address.
 *
 * @param port 0: any free one
 * @throws where the port is taken.
 */
export async function listenOnLoopback(port: number, handle: Handle): Promise<LoopbackServer> {
  let base = "";
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isFromHere(request)) return refuse(response, 403, NOT_FROM_HERE);
    const url = targetOf(request, base);
    return url === undefined ? refuse(response, 400, "This is no path.") : handle(request, response, url);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  base = `http://127.0.0.1:${address.port}`;
  return {
    url: base,
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

function targetOf({ url: target = "" }: IncomingMessage, base: string): URL | undefined {
  const url = target.startsWith("/") ? URL.parse(`${base}${target}`) : null;
  if (url === null || /%00/.test(target)) return undefined;
  try {
    return decodeURIComponent(url.pathname).split("/").includes("..") ? undefined : url;
  } catch {
    return undefined;
  }
}

const NOT_FROM_HERE = "Only programs on this machine may ask, by http://127.0.0.1, http://localhost or http://[::1].";

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ message }));
}

/** A request's bytes; undefined where there are more than `most`, or it says that there will be. */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > most) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // A request that is destroyed, as the end of a loop would do, takes its answer along.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
