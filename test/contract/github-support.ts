import { createGithubApp, type GithubAppOptions } from "../../infra/github/github-app.ts";
import { GithubError } from "../../infra/github/github-error.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import { fixed } from "../support/fixed.ts";
import type { Source } from "../../workflows/ports/source.ts";
import { appId, type Harness, privateKey } from "./local-github/harness.ts";

/** Those of the App that the local GitHub knows. */
export const appCredentials = fixed({ appId, privateKey: new SecretText(privateKey) });

export function open(harness: Harness, options: Partial<GithubAppOptions> = {}): Promise<Forge> {
  return createGithubApp({
    credentials: appCredentials,
    baseUrl: harness.github.apiUrl,
    ...options,
  }).repository(harness.github.repository, null);
}

/** What one worker asks of GitHub, job by job: each has a repository of its own, as `plan-worker` makes it. */
export function workerOf(harness: Harness): { job(): Promise<Source>; readonly asked: string[] } {
  const asked: string[] = [];
  const app = createGithubApp({
    credentials: appCredentials,
    baseUrl: harness.github.apiUrl,
    async fetch(input, init) {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      asked.push(pathname.replace(/^.*\/(graphql|trees|blobs|commits)\b.*$/, "$1"));
      return fetch(input, init);
    },
  });
  return {
    asked,
    async job() {
      const { source } = await app.repository(harness.github.repository, harness.github.installationId);
      // What the first question of a job brings with it is not of the question.
      await source.defaultBranch();
      asked.length = 0;
      return source;
    },
  };
}

/** A `fetch` that notes what is asked of GitHub, without the requests that a client begins with. */
export function noting(): { readonly fetch: typeof fetch; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const path = pathname.replace(/^.*?\/repos\/[^/]+\/[^/]+\//, "").replaceAll(/[0-9a-f]{40}|\d{2,}/g, "N");
      if (!/installation|\/connections$/.test(path)) asked.push(`${init?.method ?? "GET"} ${path}`);
      return fetch(input, init);
    },
  };
}

/** Opens a pull request from a new branch with one commit; its number and head. */
export async function openPull(
  harness: Harness,
  branch = "topic",
  base = "main",
): Promise<{ readonly number: number; readonly head: string }> {
  const head = await harness.seed(branch, { [`${branch}.json`]: "x\n" }, `refs/heads/${base}^0`);
  const pull = { ...harness.place, title: branch, head: branch, base };
  const { data } = await harness.user("bob").rest.pulls.create(pull);
  return { number: data.number, head };
}

export async function kindOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof GithubError) return error.kind;
    throw error;
  }
  return "none";
}
