import { resolveObject } from "../git-objects.ts";
import { listCommits, readCommits, utcSeconds } from "../git-history.ts";
import { nodeId } from "../shapes/account.ts";
import { repositoryPage } from "../shapes/repository.ts";
import type { Account, GithubState, Pull, QueueEntry, Team } from "../state.ts";
import { mergeability } from "../test-merge.ts";
import { connection, type PageArguments, refused, type Value } from "./connection.ts";
import { objectValues } from "./object-values.ts";

/** The root of one answer: values, and functions for what is read only when it is asked for. */
export function rootValue(state: GithubState, account: Account): Value {
  return {
    repository(args: { readonly owner: string; readonly name: string }) {
      const { owner, name } = state.repository;
      const isThis = args.owner.toLowerCase() === owner.toLowerCase() && args.name.toLowerCase() === name.toLowerCase();
      // What one may not see does not exist.
      if (isThis && account.permission !== "none") return valuesOf(state, account).repository();
      const named = `${args.owner}/${args.name}`;
      throw refused("NOT_FOUND", `Could not resolve to a Repository with the name '${named}'.`);
    },
  };
}

/** What is told of one repository, which may be a fork's. */
function valuesOf(state: GithubState, account: Account) {
  const objects = objectValues(state, pullRequest);
  return { repository, ref };

  function repository(): Value {
    const { id, owner, name, defaultBranch } = state.repository;
    return {
      id: nodeId("R", id),
      databaseId: id,
      name,
      nameWithOwner: `${owner}/${name}`,
      isPrivate: true,
      isFork: state.forkOf !== null,
      url: repositoryPage(state),
      owner: actor(state.owner),
      defaultBranchRef: () => ref(`refs/heads/${defaultBranch}`),
      ref: ({ qualifiedName }: { readonly qualifiedName: string }) =>
        ref(qualifiedName.startsWith("refs/") ? qualifiedName : `refs/heads/${qualifiedName}`),
      object: ({ expression, oid }: { readonly expression?: string; readonly oid?: string }) =>
        objects.object(oid ?? expression ?? ""),
      pullRequest({ number }: { readonly number: number }) {
        const found = state.pulls.get(number);
        if (found !== undefined) return pullRequest(found);
        throw refused("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
      },
      mergeQueue: ({ branch = defaultBranch }: { readonly branch?: string }) =>
        branch === defaultBranch && state.queue.settings !== null && state.unconfirmed.tellsQueues
          ? mergeQueue(state.queue.entries)
          : null,
    };
  }

  async function ref(name: string): Promise<Value | null> {
    const target = await resolveObject(state.git, name, "commit");
    if (target === undefined) return null;
    const prefix = /^refs\/[^/]+\//.exec(name)?.[0] ?? "refs/";
    return { id: name, name: name.slice(prefix.length), prefix, target: () => objects.object(target) };
  }

  function pullRequest(pull: Pull): Value {
    const isMerged = pull.mergedAt !== null;
    const head = pull.headRepository === null ? null : valuesOf(pull.headRepository, account);
    const time = (at: number | null): string | null => (at === null ? null : utcSeconds(at));
    return {
      id: nodeId("PR", pull.id),
      databaseId: pull.id,
      number: pull.number,
      title: pull.title,
      body: pull.body ?? "",
      url: `${repositoryPage(state)}/pull/${pull.number}`,
      state: isMerged ? "MERGED" : pull.open ? "OPEN" : "CLOSED",
      isDraft: pull.draft,
      closed: !pull.open,
      merged: isMerged,
      createdAt: time(pull.createdAt),
      updatedAt: time(pull.updatedAt),
      closedAt: time(pull.closedAt),
      mergedAt: time(pull.mergedAt),
      author: actor(pull.author),
      mergedBy: pull.mergedBy === null ? null : actor(pull.mergedBy),
      async mergeable() {
        const clean = await mergeability(state, pull, state.unconfirmed.queriesTryMerges);
        return clean === null ? "UNKNOWN" : clean ? "MERGEABLE" : "CONFLICTING";
      },
      // None while the test merge is being made, and none of a merged one.
      async potentialMergeCommit() {
        const isThere =
          (await mergeability(state, pull, state.unconfirmed.queriesTryMerges)) === true && pull.mergeCommit !== null;
        return isThere ? objects.object(String(pull.mergeCommit)) : null;
      },
      mergeCommit: async () =>
        isMerged && pull.mergeCommit !== null ? objects.object(await mergeCommitOf(pull, pull.mergeCommit)) : null,
      isCrossRepository: pull.headRepository !== state,
      headRefName: pull.headRef,
      headRefOid: pull.headSha,
      headRef: () => (head === null ? null : head.ref(`refs/heads/${pull.headRef}`)),
      headRepository: () => (head === null ? null : head.repository()),
      baseRefName: pull.baseRef,
      baseRefOid: pull.baseSha,
      baseRef: () => ref(`refs/heads/${pull.baseRef}`),
      baseRepository: repository,
      reviewRequests: (args: PageArguments) =>
        connection(
          "reviewRequests",
          args,
          [...pull.wanted.people.values(), ...pull.wanted.teams.values()],
          (wanted) => ({
            id: nodeId("RR", wanted.id),
            requestedReviewer: "slug" in wanted ? team(wanted) : actor(wanted),
          }),
        ),
      comments: (args: PageArguments) => {
        const all = [...state.comments.values()].filter(({ issue }) => issue === pull.number);
        return connection("comments", args, all, (comment) => ({
          id: nodeId("IC", comment.id),
          databaseId: comment.id,
          url: `${repositoryPage(state)}/pull/${pull.number}#issuecomment-${comment.id}`,
          body: comment.body,
          author: actor(comment.author),
          viewerDidAuthor: state.unconfirmed.tellsOwnComments && comment.author === account,
          createdAt: time(comment.createdAt),
          updatedAt: time(comment.updatedAt),
        }));
      },
      async commits(args: PageArguments) {
        const shas = (await listCommits(state.git, pull.headSha, [pull.baseSha])).toReversed();
        return connection("commits", args, shas, (sha) => ({
          id: nodeId("PRC", pull.id),
          commit: objects.object(sha),
        }));
      },
    };
  }

  function mergeQueue(queued: readonly QueueEntry[]): Value {
    const { defaultBranch } = state.repository;
    return {
      id: nodeId("MQ", state.repository.id),
      url: `${repositoryPage(state)}/queue/${defaultBranch}`,
      entries: (args: PageArguments) =>
        connection("entries", args, queued, ({ id, pull, pullHead, group, enqueuer, enqueuedAt }) => ({
          id: nodeId("MQE", id),
          position: queued.findIndex((each) => each.id === id) + 1,
          state: group === null ? "QUEUED" : "AWAITING_CHECKS",
          enqueuedAt: utcSeconds(enqueuedAt),
          enqueuer: actor(enqueuer),
          baseCommit: group === null ? null : () => objects.object(group.base),
          headCommit: () =>
            state.unconfirmed.queueHeads === "pull" ? objects.object(pullHead) : group && objects.object(group.head),
          pullRequest: () => pullRequest(pull),
        })),
    };
  }

  /** Of a pull request that was rebased perhaps not what REST names. */
  async function mergeCommitOf({ introduced }: Pull, last: string): Promise<string> {
    if (state.unconfirmed.rebasedMergeCommit === "last") return last;
    const [commit] = await readCommits(state.git, [last]);
    return (commit?.parents.length === 1 ? [...introduced].at(-1) : undefined) ?? last;
  }

  function team({ id, slug }: Team): Value {
    const combinedSlug = `${state.owner.login}/${slug}`;
    return { __typename: "Team", id: nodeId("T", id), databaseId: id, slug, name: slug, combinedSlug };
  }

  /** An App's account is told without the ending that REST gives it. */
  function actor({ id, login, type }: Account): Value {
    const url = `${state.urls.html}/${login}`;
    const name = type === "Bot" ? login.replace(/\[bot\]$/, "") : login;
    return { __typename: type, id: nodeId("U", id), databaseId: id, login: name, url };
  }
}
