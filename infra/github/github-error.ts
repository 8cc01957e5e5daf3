import * as v from "valibot";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";

/** How GitHub refused: what the caller does next depends on nothing but this. */
export type GithubErrorKind =
  /** The App's key, id or installation is not accepted. */
  | "unauthorized"
  /** The App lacks a permission. */
  | "forbidden"
  /** It does not exist, or the App may not see it: GitHub tells nobody which. */
  | "not-found"
  /** It clashes with what GitHub has, or with a pull request that was closed meanwhile. */
  | "conflict"
  /** What was sent is not acceptable, such as a text that is too long. */
  | "invalid"
  | "rate-limited"
  /** A fault of GitHub or of the network, or an answer that did not come in time: the same call may succeed later. */
  | "unavailable"
  /** GitHub answered something that does not fit its own description. */
  | "unexpected";

/**
 * A call to GitHub that did not succeed. The message names the operation, the status and GitHub's request id; it holds
 * no token and nothing that GitHub quoted, which is kept apart in `detail`.
 */
export class GithubError extends BridgeheadError {
  override readonly name = "GithubError";
  readonly kind: GithubErrorKind;
  readonly operation: string;
  /** HTTP status; null: there was no answer, or none that could be used. */
  readonly status: number | null;
  readonly requestId: string | null;
  /**
   * Whether it may be the App itself that GitHub does not know: its key, its id, or a token made with them. An App that
   * is not installed is refused in the same way. Nothing was done.
   */
  readonly refusesApp: boolean;
  /** GitHub's own words. */
  readonly detail: string;

  constructor(fields: {
    readonly kind: GithubErrorKind;
    readonly operation: string;
    readonly status?: number | null | undefined;
    readonly requestId?: string | null | undefined;
    readonly refusesApp?: boolean;
    readonly detail: string;
    readonly cause?: unknown;
  }) {
    const status = fields.status ?? null;
    const request = typeof fields.requestId === "string" ? `, request ${fields.requestId}` : "";
    const how = status === null ? fields.kind : `${fields.kind}, status ${status}${request}`;
    super(`GitHub: ${fields.operation} failed (${how})`, { cause: fields.cause });
    this.kind = fields.kind;
    this.operation = fields.operation;
    this.status = status;
    this.requestId = fields.requestId ?? null;
    this.refusesApp = fields.refusesApp ?? false;
    this.detail = fields.detail;
  }
}

/** What Octokit throws, whichever copy of its error class it uses; no `response`: no answer came. */
const requestError = v.object({
  name: v.literal("HttpError"),
  message: v.string(),
  status: v.number(),
  request: v.optional(v.object({ url: v.string() })),
  response: v.optional(v.object({ headers: v.record(v.string(), v.optional(v.union([v.string(), v.number()]))) })),
});

/** What GraphQL said with status 200. */
const graphqlError = v.object({
  name: v.literal("GraphqlResponseError"),
  errors: v.pipe(v.array(v.object({ type: v.optional(v.string()), message: v.string() })), v.minLength(1)),
  headers: v.record(v.string(), v.optional(v.union([v.string(), v.number()]))),
});

const graphqlKinds: Readonly<Record<string, GithubErrorKind>> = {
  RATE_LIMITED: "rate-limited",
  NOT_FOUND: "not-found",
  FORBIDDEN: "forbidden",
};

function graphqlErrorFrom(operation: string, cause: unknown): unknown {
  const parsed = v.safeParse(graphqlError, cause);
  if (!parsed.success) return cause;
  const { errors, headers } = parsed.output;
  return new GithubError({
    kind: graphqlKinds[errors[0]?.type ?? ""] ?? "invalid",
    operation,
    status: 200,
    requestId: requestIdOf(headers),
    detail: errors.map(({ message }) => message).join("; "),
    cause,
  });
}

function requestIdOf(headers: Readonly<Record<string, string | number | undefined>>): string | null {
  const id = headers["x-github-request-id"];
  return id === undefined ? null : String(id);
}

/** Gives an error that Octokit threw its kind. What is not GitHub's stays as it is. */
export function githubErrorFrom(operation: string, error: unknown): unknown {
  const parsed = v.safeParse(requestError, error);
  if (!parsed.success) return graphqlErrorFrom(operation, error);
  const { status, message, request, response } = parsed.output;
  if (response === undefined) return new GithubError({ kind: "unavailable", operation, detail: message, cause: error });
  const exhausted = String(response.headers["x-ratelimit-remaining"]) === "0";
  return new GithubError({
    kind: kindOf(status, exhausted, message),
    operation,
    status,
    requestId: requestIdOf(response.headers),
    refusesApp: status === 401 || (status === 404 && isOfApp(request?.url)),
    detail: message,
    cause: error,
  });
}

/**
 * What is asked with the App's own signature, and is there for every App that GitHub knows. One that it does not know gets
 * 404, "Integration not found" (as others saw it; the documentation does not say).
 */
const OF_APP =
  /^(?:\/api\/v3)?\/(?:app(?:\/installations(?:\/\d+\/access_tokens)?)?|repos\/[^/]+\/[^/]+\/installation|app\/hook\/deliveries)$/;

function isOfApp(url: string | undefined): boolean {
  return url !== undefined && OF_APP.test(URL.parse(url)?.pathname ?? "");
}

function kindOf(status: number, exhausted: boolean, message: string): GithubErrorKind {
  if (status >= 500) return "unavailable";
  // Both limits may come as 403, told apart from a missing permission by the header or the words.
  if (status === 429 || (status === 403 && (exhausted || /\bsecondary rate\b/i.test(message)))) return "rate-limited";
  switch (status) {
    case 401:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 404:
    case 410:
      return "not-found";
    case 409:
      return "conflict";
    case 400:
    case 422:
      return "invalid";
    default:
      return "unexpected";
  }
}
