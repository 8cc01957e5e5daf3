import type { IncomingHttpHeaders } from "node:http";
import * as v from "valibot";
import type { ApiResponse } from "./api.ts";

/** The last REST version whose pull requests have `merge_commit_sha`. */
const lastWithMergeCommit = "2022-11-28";

const pull = v.looseObject({ merge_commit_sha: v.nullable(v.string()) });

/**
 * An answer as the version that was asked for has it. [U]: that 2026-03-10 drops `merge_commit_sha` from every pull
 * request is read in other people's notes; which version GitHub takes where none is named is its own choice, so that the
 * newer one is taken here.
 */
export function asOfVersion(headers: IncomingHttpHeaders, answer: ApiResponse): ApiResponse {
  const version = headers["x-github-api-version"];
  if (typeof version === "string" && version <= lastWithMergeCommit) return answer;
  const { body } = answer;
  return { ...answer, body: Array.isArray(body) ? body.map(withoutMergeCommit) : withoutMergeCommit(body) };
}

function withoutMergeCommit(body: unknown): unknown {
  if (!v.is(pull, body)) return body;
  const { merge_commit_sha: _, ...rest } = body;
  return rest;
}
