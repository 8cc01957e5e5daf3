import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { PullPage } from "../../workflows/ports/review.ts";
import type { GithubClient } from "./github-client.ts";
import { pullRequestFrom, pullSchema } from "./github-schemas.ts";

const listSchema = v.array(v.object({ ...pullSchema.entries, updated_at: v.string() }));

/** A page of the open pull requests into a branch, by their age: one that is closed meanwhile moves the others down. */
export async function openPullsPage(
  client: GithubClient,
  { owner, name: repo }: RepositoryId,
  { branch, page }: { readonly branch: string; readonly page: number },
): Promise<PullPage> {
  const { items, last } = await client.page("list open pull requests", listSchema, () =>
    client.rest.pulls.list({
      owner,
      repo,
      state: "open",
      base: branch,
      sort: "created",
      direction: "asc",
      per_page: 100,
      page,
    }),
  );
  const pulls = items.map((pull) => ({ ...pullRequestFrom(pull), updatedAt: Date.parse(pull.updated_at) }));
  return { pulls, pages: last ?? page };
}
