import { createAppAuth } from "@octokit/auth-app";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import * as v from "valibot";
import type { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { Log } from "../../workflows/ports/log.ts";
import { GithubError, githubErrorFrom } from "./github-error.ts";
import { countRequest } from "./request-meter.ts";

/** Milliseconds for one request and its answer. */
const requestDeadline = 20_000;
/** How often a reading request is repeated after a fault of GitHub's, and after a rate limit. */
const maxRetries = 2;
/** The same for a question to GraphQL: what GitHub cannot answer within its ten seconds it hardly can the next time. */
const queryRetries = 1;
/** Seconds: a rate limit that lasts longer is left to the queue. */
const longestWait = 60;
/**
 * Asked for by every request, since one that names no version gets GitHub's default. The one after it, 2026-03-10, is
 * said to leave `merge_commit_sha` out of pull requests, by which a merge is known. GitHub keeps a version for 24 months
 * after the next one: until March 2028 at least.
 */
const apiVersion = "2022-11-28";
/** More pages than this hold more than GitHub lists of anything asked for here. */
const maxPages = 110;

/** What the App signs in with. */
export interface AppCredentials {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: SecretText;
}

export interface GithubClientOptions extends AppCredentials {
  /** null: requests are made in the App's own name. */
  readonly installation: number | null;
  readonly baseUrl: string;
  /** Whether writes stay a second apart, as GitHub asks, and repeats wait for seconds. */
  readonly remote: boolean;
  readonly log: Log | undefined;
  readonly fetch: typeof fetch;
}

interface Answer {
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined };
}

/** Octokit, and the one gate through which its answers come: errors get a kind, data is parsed. */
export interface GithubClient {
  readonly rest: Octokit["rest"];
  /**
   * Asks GraphQL: `query` may hold no mutation. What GitHub says in `errors` rejects as other refusals do, with its data,
   * if any, left aside. Its points are other ones than those of REST.
   */
  graphql<T>(
    operation: string,
    schema: v.GenericSchema<unknown, T>,
    query: string,
    variables: Readonly<Record<string, string | number | null>>,
  ): Promise<T>;
  call<T>(operation: string, schema: v.GenericSchema<unknown, T>, request: () => Promise<Answer>): Promise<T>;
  /** One page of a list, and the number of the last one; undefined: GitHub names none, since this is it. */
  page<T>(
    operation: string,
    schema: v.GenericSchema<unknown, readonly T[]>,
    request: () => Promise<Answer>,
  ): Promise<{ readonly items: readonly T[]; readonly last: number | undefined }>;
  /** All pages of a list; `request` asks for one of them. */
  collect<T>(
    operation: string,
    schema: v.GenericSchema<unknown, readonly T[]>,
    request: (page: number) => Promise<Answer>,
  ): Promise<readonly T[]>;
  /** The pages of a list that goes by cursor, for as long as `isWanted` says so of a page that was read. */
  follow<T>(
    operation: string,
    schema: v.GenericSchema<unknown, readonly T[]>,
    request: (cursor: string | undefined) => Promise<Answer>,
    isWanted: (page: readonly T[]) => boolean,
  ): Promise<readonly T[]>;
}

const ResilientOctokit = Octokit.plugin(retry, throttling);

export function createGithubClient(options: GithubClientOptions): GithubClient {
  const warn = (message: string): void => options.log?.warn(message);
  const send = fetchWithDeadline(options.fetch);
  const shared = {
    baseUrl: options.baseUrl,
    userAgent: "bridgehead",
    request: { fetch: send },
    log: { debug: () => undefined, info: () => undefined, warn, error: warn },
    // Rate limits (429) are the throttling plugin's; 405 and 409 stay what they are.
    retry: {
      retries: maxRetries,
      doNotRetry: [400, 401, 403, 404, 405, 409, 410, 422, 429, 451],
      retryAfterBaseValue: options.remote ? 1_000 : 10,
    },
  };
  const octokit = new ResilientOctokit({
    ...shared,
    authStrategy: createAppAuth,
    auth: {
      appId: options.appId,
      privateKey: options.privateKey.reveal(),
      ...(options.installation === null ? {} : { installationId: options.installation }),
    },
    throttle: {
      enabled: options.remote,
      id: `app-${options.appId}-installation-${options.installation ?? "none"}`,
      onRateLimit: (seconds, { method, url }, _octokit, retries) =>
        mayWait("rate", seconds, `${method} ${url}`, retries),
      onSecondaryRateLimit: (seconds, { method, url }, _octokit, retries) =>
        mayWait("secondary rate", seconds, `${method} ${url}`, retries),
    },
  });
  // What fetches a token is among them. A write whose answer is lost may have taken effect: whoever repeats it must look.
  octokit.hook.before("request", async (request) => {
    request.request = { ...request.request, fetch: await countRequest(send) };
    request.headers = { ...request.headers, "x-github-api-version": apiVersion };
    const repeatable = request.method === "GET" || request.url.endsWith("/access_tokens");
    // A new object: this one is shared by all requests of the client.
    if (!repeatable) request.request = { ...request.request, retries: 0 };
  });
  // With the same tokens. The plugin would take each question for a write, and keep them a second apart.
  const querying = new ResilientOctokit({
    ...shared,
    authStrategy: () => octokit.auth,
    throttle: { enabled: false },
    retry: { ...shared.retry, retries: queryRetries },
  });
  querying.hook.before("request", async (request) => {
    request.request = { ...request.request, fetch: await countRequest(send) };
    request.headers = { ...request.headers, "x-github-api-version": apiVersion };
  });

  function mayWait(limit: string, seconds: number, request: string, retries: number): boolean {
    const wait = retries < maxRetries && seconds <= longestWait;
    options.log?.warn(`GitHub's ${limit} limit was reached`, { request, seconds, retries, wait });
    return wait;
  }

  return {
    rest: octokit.rest,
    async graphql(operation, schema, query, variables) {
      const answer = async (): Promise<Answer> => ({
        data: await querying.graphql<unknown>(query, { ...variables }),
        headers: {},
      });
      return (await ask(operation, schema, answer)).output;
    },
    call: async (operation, schema, request) => (await ask(operation, schema, request)).output,
    async page(operation, schema, request) {
      const { output: items, last } = await ask(operation, schema, request);
      return { items, last: last === undefined ? undefined : Number(last.searchParams.get("page")) };
    },
    async collect(operation, schema, request) {
      const pages = [];
      for (let page = 1; page <= maxPages; page += 1) {
        const { output, next } = await ask(operation, schema, () => request(page));
        pages.push(output);
        if (next === undefined) return pages.flat();
      }
      throw new GithubError({ kind: "unexpected", operation, detail: `more than ${maxPages} pages` });
    },
    async follow(operation, schema, request, isWanted) {
      const pages = [];
      let cursor: string | undefined;
      for (let page = 1; page <= maxPages; page += 1) {
        const { output, next } = await ask(operation, schema, () => request(cursor));
        pages.push(output);
        cursor = next?.searchParams.get("cursor") ?? undefined;
        if (cursor === undefined || !isWanted(output)) return pages.flat();
      }
      throw new GithubError({ kind: "unexpected", operation, detail: `more than ${maxPages} pages` });
    },
  };
}

async function ask<T>(
  operation: string,
  schema: v.GenericSchema<unknown, T>,
  request: () => Promise<Answer>,
): Promise<{ readonly output: T; readonly next: URL | undefined; readonly last: URL | undefined }> {
  let answer: Answer;
  try {
    answer = await request();
  } catch (error) {
    throw githubErrorFrom(operation, error);
  }
  const parsed = v.safeParse(schema, answer.data);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const detail = `unexpected answer at ${v.getDotPath(issue) ?? "its root"}`;
    throw new GithubError({ kind: "unexpected", operation, detail });
  }
  const { link } = answer.headers;
  return { output: parsed.output, next: pageIn(link, "next"), last: pageIn(link, "last") };
}

/** Where the next page, or the last one, is by a `Link` header; undefined: this is the last one. */
function pageIn(link: string | undefined, relation: "next" | "last"): URL | undefined {
  const [, url] = new RegExp(`<([^>]*)>;\\s*rel="${relation}"`).exec(link ?? "") ?? [];
  return url === undefined ? undefined : (URL.parse(url) ?? undefined);
}

/** Octokit knows no deadline of its own. It takes only an `AbortError` for an end on purpose, which is not retried. */
function fetchWithDeadline(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const deadline = AbortSignal.timeout(requestDeadline);
    const given = init?.signal ?? null;
    try {
      return await send(input, { ...init, signal: given === null ? deadline : AbortSignal.any([given, deadline]) });
    } catch (error) {
      if (given?.aborted === true) throw new DOMException("the request was given up", "AbortError");
      throw error;
    }
  };
}
