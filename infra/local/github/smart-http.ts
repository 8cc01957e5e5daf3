import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname } from "node:path";
import { ApiError } from "./api.ts";
import type { Authentication } from "./authentication.ts";
import { mayWriteIn } from "./create-state.ts";
import { gitEnvironment } from "./git.ts";
import { advanceQueue } from "./merge-queue.ts";
import { pusher, withRefEvents } from "./ref-events.ts";
import type { Account, GithubState } from "./state.ts";

/** The longest header block that `git http-backend` may write. */
const maxHeader = 64 * 1024;

/**
 * Serves git's smart HTTP through `git http-backend`, streaming both ways. The answer to a push ends only after its
 * events are queued, so that whoever waited for the push can wait for them.
 */
export async function handleSmartHttp(
  { state, authentication }: { readonly state: GithubState; readonly authentication: Authentication },
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const serve = (): Promise<void> => runBackend(state, request, response, url);
  if (request.method === "POST" && url.pathname.endsWith("/git-receive-pack")) {
    const sender = pusherOf(state, authentication, request.headers.authorization);
    if (typeof sender === "number") {
      response.writeHead(sender).end();
      return;
    }
    await state.exclusively(async () => {
      await withRefEvents(state, sender, serve);
      await advanceQueue(state.forkOf ?? state);
    });
  } else {
    await serve();
  }
  response.end();
}

/** Whose push it is, or the status that refuses it. */
function pusherOf(
  state: GithubState,
  authentication: Authentication,
  authorization: string | undefined,
): Account | number {
  if (authorization === undefined) return pusher(state);
  try {
    const actor = authentication.authenticate(tokenOf(authorization));
    if (actor.kind === "app") return 401;
    return mayWriteIn(state, actor.account) ? actor.account : 403;
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
}

/** Of a name and a password GitHub takes the password for the token. `user:<login>` is a token as a whole. */
function tokenOf(authorization: string): string {
  const [, encoded] = /^basic +(\S+)$/i.exec(authorization) ?? [];
  if (encoded === undefined) return authorization;
  const pair = Buffer.from(encoded, "base64").toString();
  return `token ${pair.startsWith("user:") ? pair : pair.slice(pair.indexOf(":") + 1)}`;
}

async function runBackend(
  state: GithubState,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { headers } = request;
  const root = dirname(dirname(state.git.directory));
  const backend = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      REMOTE_ADDR: "127.0.0.1",
      ...variable("CONTENT_TYPE", headers["content-type"]),
      ...variable("CONTENT_LENGTH", headers["content-length"]),
      ...variable("HTTP_CONTENT_ENCODING", headers["content-encoding"]),
      ...variable("GIT_PROTOCOL", headers["git-protocol"]),
    },
  });
  const ended = new Promise<void>((resolve, reject) => {
    backend.once("error", reject);
    backend.once("close", () => resolve());
  });
  // The program may end before it has read everything, and the client may leave before it has got everything.
  backend.stdin.on("error", () => undefined);
  response.on("close", () => {
    if (!response.writableFinished) backend.kill();
  });
  request.pipe(backend.stdin);

  let header: Buffer | undefined = Buffer.alloc(0);
  backend.stdout.on("data", (chunk: Buffer) => {
    let rest = chunk;
    if (header !== undefined) {
      header = Buffer.concat([header, chunk]);
      const end = header.indexOf("\r\n\r\n");
      if (end < 0) {
        if (header.length > maxHeader) backend.kill();
        return;
      }
      rest = header.subarray(end + 4);
      writeHead(response, header.subarray(0, end).toString("latin1"));
      header = undefined;
    }
    if (rest.length > 0 && !response.write(rest)) {
      backend.stdout.pause();
      response.once("drain", () => backend.stdout.resume());
    }
  });
  await ended;
  if (!response.headersSent) response.writeHead(500);
}

/** CGI's headers: the status is one of them. */
function writeHead(response: ServerResponse, block: string): void {
  let status = 200;
  for (const line of block.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}

function variable(name: string, value: string | string[] | undefined): Record<string, string> {
  return typeof value === "string" ? { [name]: value } : {};
}
