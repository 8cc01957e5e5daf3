import type * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { repositorySchema } from "./github-schemas.ts";

type RepositoryAnswer = v.InferOutput<typeof repositorySchema>;

/** Which repository it is that answers. */
export interface Identity {
  readonly known: () => Promise<RepositoryAnswer>;
  /** An answer that says so beside what was asked. */
  readonly told: (answer: Promise<RepositoryAnswer>) => void;
}

export function createIdentity(client: GithubClient, id: RepositoryId): Identity {
  let known: Promise<RepositoryAnswer> | undefined;
  const keep = (answer: Promise<RepositoryAnswer>): Promise<RepositoryAnswer> => {
    const verified = answer.then((actual) => {
      requireSame(id, actual.id);
      return actual;
    });
    known = verified;
    verified.catch(() => (known = known === verified ? undefined : known));
    return verified;
  };
  const ask = () =>
    client.call("find the repository", repositorySchema, () =>
      client.rest.repos.get({ owner: id.owner, repo: id.name }),
    );
  return {
    known: () => known ?? keep(ask()),
    told(answer) {
      // Whoever asked hears of it.
      answer.catch(() => undefined);
      void (known ?? keep(answer));
    },
  };
}

type Method = (...given: never[]) => Promise<unknown>;

/** What writes: it is not even sent to another repository. */
const writing: ReadonlySet<string> = new Set(["putComment", "putCheck", "putDeployment", "putIssue"]);

/** Nothing of another repository of the same name is given to anybody, "there is no such file" included. */
export function ofThis<Capability extends object>(capability: Capability, { known }: Identity): Capability {
  const methods = Object.entries<Method>(capability as Record<string, Method>).map(([name, method]) => {
    const guarded: Method = async (...given) => {
      if (writing.has(name)) await known();
      const [answer] = await Promise.all([method(...given), known()]);
      return answer;
    };
    return [name, guarded] as const;
  });
  // The same methods under the same names.
  return Object.fromEntries(methods) as Capability;
}

/** Refuses a repository that took over another one's name. */
export function requireSame(expected: RepositoryId, actual: number): void {
  if (actual === expected.id) return;
  const detail = `${expected.owner}/${expected.name} is repository ${actual}, not ${expected.id}`;
  throw new GithubError({ kind: "not-found", operation: "find the repository", detail });
}
