import { setTimeout as sleep } from "node:timers/promises";

/** One request to GitHub, and its place among the others. */
export interface GithubRequest {
  /** `GET repo/pulls/N`; of a question by GraphQL what it is for: `POST graphql pull`, or `read` for git's objects. */
  readonly route: string;
  /** When it began and when its answer was there, by one counter for both. */
  readonly begun: number;
  readonly ended: number;
  /** How many requests one after the other led to it, itself included. */
  readonly depth: number;
}

export interface GithubRequests {
  readonly fetch: typeof fetch;
  /** Those that were answered, in the order in which they began. */
  all(): readonly GithubRequest[];
  /** Forgets what was asked so far; each answer comes as much later from now on. Milliseconds. */
  begin(latency: number): void;
  /** Milliseconds from `begin` to the answer of the first request to a route; undefined: none was made. */
  timeTo(route: RegExp): number | undefined;
}

/**
 * A `fetch` that writes down what is asked of GitHub, and delays its answers. What follows what is known by that it began
 * when the other had ended: two that would have been made at once are not, as long as the delay is longer than whatever
 * happens between them.
 */
export function recordGithub(): GithubRequests {
  let made: (GithubRequest & { readonly endedAt: number })[] = [];
  let counter = 0;
  let latency = 0;
  let since = performance.now();

  return {
    fetch: async (input, init) => {
      const begun = (counter += 1);
      const depth = 1 + Math.max(0, ...made.map((each) => each.depth));
      const answer = await fetch(input, init);
      await sleep(latency);
      const ended = (counter += 1);
      made.push({ route: routeOf(input, init), begun, ended, depth, endedAt: performance.now() });
      return answer;
    },
    all: () => made.toSorted((a, b) => a.begun - b.begun),
    begin(later) {
      made = [];
      latency = later;
      since = performance.now();
    },
    timeTo(route) {
      const found = made.find((each) => route.test(each.route));
      return found === undefined ? undefined : found.endedAt - since;
    },
  };
}

function routeOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): string {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  const path = pathname
    .replace(/^\/api(?:\/v3)?\//, "")
    .replace(/^repos\/[^/]+\/[^/]+/, "repo")
    .replaceAll(/[0-9a-f]{40}|(?<=\/)\d+(?=\/|$)/g, "N");
  const isPull = typeof init?.body === "string" && init.body.includes("query pull(");
  const question = path === "graphql" ? ` ${isPull ? "pull" : "read"}` : "";
  return `${init?.method ?? "GET"} ${path}${question}`;
}

/** What was asked, by route: how often, most often first. */
export function byRoute(requests: readonly GithubRequest[]): readonly (readonly [string, number])[] {
  return [...Map.groupBy(requests, ({ route }) => route)]
    .map(([route, { length }]) => [route, length] as const)
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** How many requests one after the other lead to the first answer of a route. */
export function depthOf(requests: readonly GithubRequest[], route: RegExp): number {
  return requests.find((each) => route.test(each.route))?.depth ?? 0;
}
