import { GithubError } from "./github-error.ts";

/** undefined where GitHub says that there is no such thing. */
export function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  return unless(read, ({ kind }) => kind === "not-found");
}

/** undefined where GitHub knows no such commit, which some of its routes say with status 422. */
export function unlessUnknownCommit<T>(read: () => Promise<T>): Promise<T | undefined> {
  return unless(read, ({ kind, status }) => kind === "not-found" || status === 422);
}

/** undefined where GitHub does not accept what was sent, by status 422. */
export function unlessRefused<T>(write: () => Promise<T>): Promise<T | undefined> {
  return unless(write, ({ status }) => status === 422);
}

async function unless<T>(read: () => Promise<T>, isMissing: (error: GithubError) => boolean): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GithubError && isMissing(error)) return undefined;
    throw error;
  }
}
