import type { Fault } from "./faults.ts";
import type { Permission, Unconfirmed } from "./state.ts";
import type { Delivery } from "./webhooks.ts";

export interface LocalGithubOptions {
  /** 0, the default: any free port of the loopback. */
  readonly port?: number;
  /** Where the repositories live. One that stands there already is used as it is; all else starts empty. */
  readonly directory: string;
  readonly repository?: {
    readonly id?: number;
    readonly owner?: string;
    readonly name?: string;
    readonly defaultBranch?: string;
  };
  readonly app: {
    readonly id: number;
    /** PEM: the App's tokens are checked with it, and with the keys that are added later. */
    readonly publicKey: string;
    readonly slug: string;
  };
  /** Without a URL nothing is sent until `setWebhook`. */
  readonly webhook: { readonly url?: string; readonly secret: string };
  readonly users?: readonly { readonly login: string; readonly permission: Permission }[];
  /** Login of the user that requests without credentials of a known kind act as; default: they are refused. */
  readonly anonymous?: string;
  /** Files of the first commit, beside its README: path -> text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Sends the webhooks; default: the global `fetch`. */
  readonly deliver?: typeof fetch;
  /** Milliseconds since the epoch; default: the machine's clock. */
  readonly now?: () => number;
}

/**
 * A GitHub on the loopback, over a real bare git repository. Users act through it with the token `user:<login>`, the
 * App with its own signature and installation tokens. What people do in GitHub's pages alone is served too:
 * `POST /_bridgehead/repos/OWNER/REPO/check-runs/ID/actions` with `{ identifier }` presses a button of a check run,
 * `DELETE /_bridgehead/repos/OWNER/REPO/issues/NUMBER` deletes an issue.
 * Whoever may read can fork it by the REST API, push there as themselves, and propose `LOGIN:BRANCH`.
 */
export interface LocalGithub {
  /** Base URL of the REST API, as Octokit's `baseUrl` takes it. */
  readonly apiUrl: string;
  /**
   * Git's smart HTTP: clone, fetch and push without credentials. A push with an `Authorization` header, which git sends
   * only by its setting `http.extraHeader`, is that person's; without one, of the first who may write.
   */
  readonly cloneUrl: string;
  readonly repository: { readonly id: number; readonly owner: string; readonly name: string };
  readonly installationId: number;
  /** Points the App's webhook somewhere and sends a ping there. */
  setWebhook(webhook: { readonly url: string; readonly secret?: string }): void;
  /** Somebody generates another private key for the App: each of its keys is good until it is deleted. */
  addKey(publicKey: string): void;
  deleteKey(publicKey: string): void;
  /** The App was deleted, and another one is installed in its place. */
  replaceApp(app: LocalGithubOptions["app"]): void;
  addUser(user: { readonly login: string; readonly permission: Permission }): void;
  /** Frees the login that the user had. */
  renameUser(login: string, to: string): void;
  /** Numeric id of the account that has a login now. */
  accountId(login: string): number;
  /** What was sent so far, oldest first. */
  deliveries(): Promise<readonly Delivery[]>;
  /** Resolves when every webhook caused so far, and by their receivers, has been answered or has failed. */
  idle(): Promise<void>;
  /** Answers the next matching requests with a failure. */
  injectFault(fault: Fault): void;
  /** Names no pull request of a commit for the first `asks` times from now on that it is asked about it. */
  lateIndex(asks: number): void;
  /** From now on GitHub does the other thing, where what it does is unconfirmed. */
  assume(unconfirmed: Partial<Unconfirmed>): void;
  /** `METHOD /path` of requests for which there is no route. */
  unknownRoutes(): readonly string[];
  close(): Promise<void>;
}
