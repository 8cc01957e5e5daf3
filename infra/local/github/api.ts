import * as v from "valibot";
import type { Account } from "./state.ts";

/** Who makes a request. */
export type Actor =
  /** `key`: the one of its public keys that fits. */
  | { readonly kind: "app"; readonly key: string }
  | { readonly kind: "installation"; readonly account: Account }
  | { readonly kind: "user"; readonly account: Account };

export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON; an empty object when there was no body. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly actor: Actor;
}

export interface ApiResponse {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as it is instead of JSON. */
  readonly raw?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Segments; `:name` takes one segment, `:name*` the rest of the path. */
  readonly path: string;
  /** `app`: signed by the App itself; `read` and `write`: what a user must be allowed to do with the repository. */
  readonly access: "app" | "read" | "write";
  /** It changes nothing, whatever its method. */
  readonly isQuery?: true;
  handle(request: ApiRequest): Promise<ApiResponse> | ApiResponse;
}

const documentation = "https://docs.github.com/rest";

/** A refusal in GitHub's shape. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.errors = errors;
  }

  response(): ApiResponse {
    const body = { message: this.message, documentation_url: documentation, status: String(this.status) };
    return { status: this.status, body: this.errors === undefined ? body : { ...body, errors: this.errors } };
  }
}

export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

export function validationFailed(error: {
  readonly resource: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}): ApiError {
  return new ApiError(422, "Validation Failed", [error]);
}

/** Text that git takes in a commit. */
export const gitText = v.pipe(v.string(), v.excludes("\0"));

export function json(body: unknown, status = 200): ApiResponse {
  return { status, body };
}

/** Parses a request's body; what does not fit is refused with 422 as GitHub does. */
export function parseBody<T>(schema: v.GenericSchema<unknown, T>, request: ApiRequest, resource: string): T {
  const result = v.safeParse(schema, request.body);
  if (result.success) return result.output;
  const errors = result.issues.map((issue) => ({
    resource,
    field: v.getDotPath(issue) ?? "",
    code: issue.received === "undefined" ? "missing_field" : "invalid",
    message: issue.message,
  }));
  throw new ApiError(422, "Validation Failed", errors);
}

/** A path parameter that must be a number. */
export function numberParam(request: ApiRequest, name: string): number {
  const value = Number(request.params[name]);
  if (!Number.isSafeInteger(value)) throw notFound();
  return value;
}

export function param(request: ApiRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}

/** The account a request acts for. */
export function accountOf(request: ApiRequest): Account {
  if (request.actor.kind === "app") throw new ApiError(401, "Bad credentials");
  return request.actor.account;
}
