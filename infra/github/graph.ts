import type * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { Log } from "../../workflows/ports/log.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";

/** Files that one question asks for at most. Where GitHub did not answer, it is asked for fewer, and then for none. */
const pages = [100, 25, 0] as const;

/** Questions about one repository, for as long as GitHub answers them: all that they tell can be read by REST as well. */
export interface Graph {
  /** Files of one question by now; 0: GraphQL is of no use here. */
  page(): number;
  /**
   * undefined: GitHub did not answer, or does not answer this App, so that it is to be read in another way. What would
   * hold there too rejects: a token that is not accepted, and the limit that is common to both.
   * @param selection of the repository's fields
   */
  ask<T>(operation: string, schema: v.GenericSchema<unknown, T>, selection: string): Promise<T | undefined>;
}

export function createGraph(client: GithubClient, { owner, name }: RepositoryId, log?: Log): Graph {
  let step = 0;
  return {
    page: () => pages[step] ?? 0,
    async ask(operation, schema, selection) {
      const asked = step;
      if (pages[asked] === 0) return undefined;
      // Named, so that whoever counts requests can tell which one it is.
      const title = operation.replaceAll(/\W/g, "_");
      const query = `query ${title}($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${selection} } }`;
      try {
        return await client.graphql(operation, schema, query, { owner, name });
      } catch (error) {
        if (!(error instanceof GithubError) || !isGraphsOwn(error)) throw error;
        const next = error.kind === "unavailable" ? asked + 1 : pages.length - 1;
        // Of several questions that failed together the first one is enough.
        step = Math.max(step, next);
        const reason = error.kind;
        log?.warn("GraphQL gave no answer: what it was asked is asked otherwise", {
          operation,
          reason,
          left: pages[step] ?? 0,
        });
        return undefined;
      }
    },
  };
}

/** Points of GraphQL are counted apart from requests of REST; GitHub says with status 200 that they are used up. */
function isGraphsOwn({ kind, status }: GithubError): boolean {
  return kind === "rate-limited" ? status === 200 : kind !== "unauthorized";
}
