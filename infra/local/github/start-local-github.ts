import type { IncomingMessage, ServerResponse } from "node:http";
import { listenOnLoopback } from "../loopback-server.ts";
import type { Route } from "./api.ts";
import { createAuthentication } from "./authentication.ts";
import { createState, putUser, renameUser, replaceApp } from "./create-state.ts";
import { createFaults } from "./faults.ts";
import type { LocalGithub, LocalGithubOptions } from "./local-github.ts";
import { openRepository } from "./open-repository.ts";
import { createRestServer } from "./rest-server.ts";
import { createRouter, type Find } from "./router.ts";
import { graphqlRoute } from "./graphql/graphql-route.ts";
import { actionRoutes } from "./routes/action-routes.ts";
import { appRoutes } from "./routes/app-routes.ts";
import { checkRoutes } from "./routes/check-routes.ts";
import { commentRoutes } from "./routes/comment-routes.ts";
import { commitRoutes } from "./routes/commit-routes.ts";
import { contentsRoutes } from "./routes/contents-routes.ts";
import { deploymentRoutes } from "./routes/deployment-routes.ts";
import { forkOnlyRoutes, forkRoutes } from "./routes/fork-routes.ts";
import { issueRoutes } from "./routes/issue-routes.ts";
import { mergeRoutes } from "./routes/merge-routes.ts";
import { mergeQueueRoutes } from "./routes/merge-queue-routes.ts";
import { objectRoutes } from "./routes/object-routes.ts";
import { pullRoutes } from "./routes/pull-routes.ts";
import { refRoutes } from "./routes/ref-routes.ts";
import { repositoryRoutes } from "./routes/repository-routes.ts";
import { reviewRequestRoutes } from "./routes/review-request-routes.ts";
import { reviewRoutes } from "./routes/review-routes.ts";
import { handleSmartHttp } from "./smart-http.ts";
import type { GithubState } from "./state.ts";
import { createWebhookSender } from "./webhooks.ts";

/** Starts a GitHub on the loopback. Rejects when the port is taken or there is no `git` program. */
export async function startLocalGithub(options: LocalGithubOptions): Promise<LocalGithub> {
  const now = options.now ?? Date.now;
  const git = await openRepository({
    root: options.directory,
    owner: options.repository?.owner ?? "acme",
    name: options.repository?.name ?? "connections",
    defaultBranch: options.repository?.defaultBranch ?? "main",
    files: options.files ?? {},
    now: now(),
  });
  const webhooks = createWebhookSender({
    url: options.webhook.url,
    secret: options.webhook.secret,
    appId: options.app.id,
    fetch: options.deliver ?? fetch,
    now,
  });
  const state = createState(options, git, webhooks);
  const authentication = createAuthentication(state, options.anonymous);
  const faults = createFaults();
  const routes = [
    ...appRoutes(state, authentication),
    ...repositoryRoutes(state),
    ...refRoutes(state),
    ...objectRoutes(state),
    ...contentsRoutes(state),
    ...checkRoutes(state),
    ...commitRoutes(state),
    ...pullRoutes(state),
    ...mergeRoutes(state),
    ...mergeQueueRoutes(state),
    ...reviewRoutes(state),
    ...reviewRequestRoutes(state),
    ...issueRoutes(state),
    ...commentRoutes(state),
    ...deploymentRoutes(state),
    ...actionRoutes(state),
    graphqlRoute(state),
    ...forkRoutes(state),
  ];
  const rest = createRestServer(state, authentication, findIn(state, createRouter(state, routes)), faults);
  const { owner, name } = state.repository;

  const serve = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (/^\/(?:api\/v3\/|_bridgehead\/|api\/graphql$)/.test(url.pathname)) return rest.handle(request, response, url);
    const repository = [state, ...state.forks.values()].find((each) => url.pathname.startsWith(gitPath(each)));
    if (repository !== undefined) {
      return handleSmartHttp({ state: repository, authentication }, request, response, url);
    }
    response.writeHead(404, { "content-type": "text/plain" }).end("Not Found\n");
  };
  const server = await listenOnLoopback(options.port ?? 0, serve);
  state.urls.html = server.url;
  state.urls.api = `${state.urls.html}/api/v3`;

  return {
    apiUrl: state.urls.api,
    cloneUrl: `${state.urls.html}/${owner}/${name}.git`,
    repository: { id: state.repository.id, owner, name },
    get installationId() {
      return state.installationId;
    },
    setWebhook: (webhook) => webhooks.point(webhook),
    addKey: (publicKey) => void state.app.keys.add(publicKey),
    deleteKey: (publicKey) => void state.app.keys.delete(publicKey),
    replaceApp: (app) => replaceApp(state, app),
    addUser: ({ login, permission }) => void putUser(state, login, permission),
    renameUser: (login, to) => renameUser(state, login, to),
    accountId(login) {
      const user = state.users.get(login.toLowerCase());
      if (user === undefined) throw new Error(`nobody is called "${login}"`);
      return user.id;
    },
    deliveries: async () => webhooks.deliveries(),
    idle: () => webhooks.idle(),
    injectFault: (fault) => faults.add(fault),
    assume: (unconfirmed) => void Object.assign(state.unconfirmed, unconfirmed),
    lateIndex: (asks) => faults.lateIndex(asks),
    unknownRoutes: () => rest.unknownRoutes(),
    async close() {
      webhooks.stop();
      await server.close();
      await state.exclusively(async () => undefined);
      await webhooks.idle();
    },
  };
}

function gitPath({ repository: { owner, name } }: GithubState): string {
  return `/${owner}/${name}.git/`;
}

/** Finds routes of the repository, or of the fork that a path names. */
function findIn(state: GithubState, own: Find): Find {
  const forks = new WeakMap<GithubState, Find>();
  return (method, path) => {
    const [, owner = "", name = ""] = /^\/repos\/([^/]+)\/([^/]+)/.exec(path) ?? [];
    const fork = state.forks.get(`${owner}/${name}`.toLowerCase());
    if (fork === undefined) return own(method, path);
    const find = forks.get(fork) ?? createRouter(fork, forkRoutesOf(fork));
    forks.set(fork, find);
    return find(method, path);
  };
}

function forkRoutesOf(fork: GithubState): readonly Route[] {
  return [
    ...forkOnlyRoutes(fork),
    ...repositoryRoutes(fork),
    ...refRoutes(fork),
    ...objectRoutes(fork),
    ...contentsRoutes(fork),
    ...commitRoutes(fork),
  ];
}
