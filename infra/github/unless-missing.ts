import { GithubError } from "./github-error.ts";

/** undefined where GitHub says that there is no such thing. */
export async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GithubError && error.kind === "not-found") return undefined;
    throw error;
  }
}
