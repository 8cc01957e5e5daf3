import { GithubError } from "../../../infra/github/github-error.ts";
import type { GitCommit } from "./git.ts";
import type { Github } from "./github.ts";

/** A call of a port by a process: what happens before and after it is the simulator's. */
export type Calling = <Result>(name: string, make: () => Result) => Promise<Result>;

export interface ForgeOptions {
  readonly github: Github;
  readonly call: Calling;
  readonly now: () => number;
  /** Milliseconds after a merge from which GitHub names the pull request of its commits. */
  readonly indexLag: number;
}

export const webUrl = "https://github.example";

export function missing(operation: string): GithubError {
  return new GithubError({ kind: "not-found", operation, status: 404, detail: "not found" });
}

type Member = (...given: readonly unknown[]) => unknown;
/** A port whose answers are there at once. */
export type AtOnce<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...given: infer Given) => Promise<infer Result>
    ? (...given: Given) => Result
    : never;
};

export function calling<Port extends object>(name: string, port: AtOnce<Port>, call: Calling): Port {
  const members = Object.entries(port as Readonly<Record<string, Member>>).map(([member, make]) => [
    member,
    (...given: readonly unknown[]) => call(`${name}.${member}`, () => make(...given)),
  ]);
  return Object.fromEntries(members) as Port;
}

export function known({ git }: Github, sha: string): GitCommit {
  const commit = git.commit(sha);
  if (commit === undefined) throw missing("read a commit");
  return commit;
}
