import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../loopback-server.ts";
import { ApiError, type ApiResponse } from "./api.ts";
import { asOfVersion } from "./api-version.ts";
import type { Authentication } from "./authentication.ts";
import type { Faults } from "./faults.ts";
import { advanceQueue } from "./merge-queue.ts";
import { authorize, type Find } from "./router.ts";
import type { GithubState } from "./state.ts";

const maxBody = 64 * 1024 * 1024;
const hourly = 5_000;

export interface RestServer {
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  unknownRoutes(): readonly string[];
}

/**
 * Answers the REST API's requests: faults, credentials, route, body, permission, in that order. What changes something
 * runs alone.
 */
export function createRestServer(
  state: GithubState,
  authentication: Authentication,
  find: Find,
  faults: Faults,
): RestServer {
  const unknown: string[] = [];
  let used = 0;
  let windowEnds = 0;

  async function answer(request: IncomingMessage, url: URL, path: string): Promise<ApiResponse> {
    const method = request.method ?? "GET";
    const actor = authentication.authenticate(request.headers.authorization);
    const match = find(method === "HEAD" ? "GET" : method, path);
    if (match === undefined) {
      unknown.push(`${method} ${path}`);
      throw new ApiError(404, "Not Found");
    }
    authorize(match, actor);
    const body = await readJson(request);
    const call = { method, url, params: match.params, query: url.searchParams, body, headers: request.headers, actor };
    if (match.route.method === "GET" || match.route.isQuery === true) return match.route.handle(call);
    return state.exclusively(async () => {
      const response = await match.route.handle(call);
      await advanceQueue(state);
      return response;
    });
  }

  async function answerWithFaults(request: IncomingMessage, url: URL, path: string): Promise<ApiResponse> {
    const fault = faults.take(request.method ?? "GET", path);
    if (fault !== undefined && fault.afterwards !== true) return fault;
    const truth = asOfVersion(request.headers, await answer(request, url, path));
    return fault ?? truth;
  }

  function rateLimit(): Readonly<Record<string, string>> {
    const now = state.now();
    if (now >= windowEnds) {
      windowEnds = now + 3_600_000;
      used = 0;
    }
    used += 1;
    return {
      "x-ratelimit-limit": String(hourly),
      "x-ratelimit-remaining": String(Math.max(1, hourly - used)),
      "x-ratelimit-reset": String(Math.ceil(windowEnds / 1000)),
      "x-ratelimit-used": String(used),
      "x-ratelimit-resource": "core",
    };
  }

  return {
    unknownRoutes: () => [...unknown],
    async handle(request, response, url) {
      const { pathname: api } = new URL(state.urls.api);
      // What is not of the API is served under its whole path.
      const path = url.pathname.startsWith(api) ? url.pathname.slice(api.length) || "/" : url.pathname;
      let result: ApiResponse;
      try {
        result = await answerWithFaults(request, url, path);
      } catch (error) {
        result = error instanceof ApiError ? error.response() : { status: 500, body: { message: "Server Error" } };
        // A fault of this server itself, not of its user: said where whoever runs it looks.
        if (!(error instanceof ApiError)) process.emitWarning(error instanceof Error ? error : String(error));
      }
      // What was not read would otherwise be taken for the next request on the same connection.
      if (result.status === 413) response.setHeader("connection", "close");
      else request.resume();
      const content = result.raw ?? (result.body === undefined ? undefined : Buffer.from(JSON.stringify(result.body)));
      response.writeHead(result.status, {
        ...(content === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
        "x-github-request-id": randomUUID().toUpperCase(),
        "x-github-media-type": "github.v3; format=json",
        ...rateLimit(),
        ...result.headers,
      });
      response.end(request.method === "HEAD" ? undefined : content);
    },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBody(request, maxBody);
  if (bytes === undefined) throw new ApiError(413, "Request body is too large");
  if (bytes.length === 0) return {};
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString());
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
  if (typeof body !== "object" || body === null) throw new ApiError(400, "Body should be a JSON object");
  return body;
}
