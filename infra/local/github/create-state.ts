import type { Git } from "./git.ts";
import type { LocalGithubOptions } from "./local-github.ts";
import type { Account, GithubState, Permission } from "./state.ts";
import type { WebhookSender } from "./webhooks.ts";

const firstInstallation = 7_001;

/** The state of a GitHub that knows one repository, its owner, the App's bot and the users given. */
export function createState(options: LocalGithubOptions, git: Git, webhooks: WebhookSender): GithubState {
  let lastId = 10_000;
  let lastNumber = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const now = options.now ?? Date.now;
  const nextId = (): number => (lastId += 1);
  const owner = options.repository?.owner ?? "acme";
  const state: GithubState = {
    git,
    app: { id: options.app.id, slug: options.app.slug, keys: new Set([options.app.publicKey]) },
    installationId: firstInstallation,
    repository: {
      id: options.repository?.id ?? 4_001,
      owner,
      name: options.repository?.name ?? "connections",
      createdAt: now(),
      defaultBranch: options.repository?.defaultBranch ?? "main",
    },
    urls: { api: "", html: "" },
    forkOf: null,
    forks: new Map(),
    owner: { id: nextId(), login: owner, type: "Organization", permission: "admin" },
    bot: botOf(options.app.slug, nextId()),
    users: new Map(),
    pulls: new Map(),
    reviews: new Map(),
    comments: new Map(),
    issues: new Map(),
    deletedIssues: new Set(),
    checkRuns: new Map(),
    deployments: new Map(),
    workflows: new Map(),
    workflowRuns: [],
    webhooks,
    queue: { settings: null, entries: [] },
    unconfirmed: {
      endedChecks: "go-on",
      commentsNameApp: true,
      takesLateReviews: true,
      rebasedMergeCommit: "last",
      tellsOwnComments: true,
      queriesTryMerges: true,
      namesMembers: true,
      showsWholeTitles: true,
      unknownApp: "not-found",
      tokensOutliveKeys: true,
      blobTexts: "as-they-are",
      largestAnswer: null,
      tellsQueues: true,
      queueHeads: "group",
      queuesMergeAs: "queue",
      readersPress: true,
    },
    nextId,
    nextNumber: () => (lastNumber += 1),
    now,
    exclusively(change) {
      const result = queue.then(change);
      queue = result.catch(() => undefined);
      return result;
    },
  };
  for (const user of options.users ?? []) putUser(state, user.login, user.permission);
  return state;
}

/** Gives a user another login. The one before is free for anybody from then on, as on GitHub. */
export function renameUser(state: GithubState, login: string, to: string): void {
  const user = state.users.get(login.toLowerCase());
  if (user === undefined || state.users.has(to.toLowerCase())) throw new Error(`"${login}" cannot become "${to}"`);
  state.users.delete(login.toLowerCase());
  user.login = to;
  state.users.set(to.toLowerCase(), user);
}

function botOf(slug: string, id: number): Account {
  return { id, login: `${slug}[bot]`, type: "Bot", permission: "write" };
}

/** Another App, with an installation and an account of its own: nothing of the one before is good for it. */
export function replaceApp(state: GithubState, { id, slug, publicKey }: LocalGithubOptions["app"]): void {
  state.app.id = id;
  state.app.slug = slug;
  state.app.keys.clear();
  state.app.keys.add(publicKey);
  state.installationId = state.nextId();
  state.bot = botOf(slug, state.nextId());
}

/** Adds a user, or changes what one may do. Logins are the same in any case. */
export function putUser(state: GithubState, login: string, permission: Permission): Account {
  const key = login.toLowerCase();
  const known = state.users.get(key);
  if (known !== undefined) {
    known.permission = permission;
    return known;
  }
  const user: Account = { id: state.nextId(), login, type: "User", permission };
  state.users.set(key, user);
  return user;
}

/** What an account may do in a repository: who can see what was forked sees the fork, and only whose it is writes there. */
export function permissionIn(state: GithubState, account: Account): Permission {
  if (state.forkOf === null) return account.permission;
  if (account === state.owner) return "admin";
  return account.permission === "none" || account === state.bot ? "none" : "read";
}

export function mayWriteIn(state: GithubState, account: Account): boolean {
  return ["admin", "write"].includes(permissionIn(state, account));
}
