import { ApiError, type Actor, type Route } from "./api.ts";
import { permissionIn } from "./create-state.ts";
import type { GithubState } from "./state.ts";

export interface Match {
  readonly route: Route;
  /** Of the repository that it is about. */
  readonly state: GithubState;
  readonly params: Readonly<Record<string, string>>;
}

export type Find = (method: string, path: string) => Match | undefined;

/** Finds the first route for a method and path; undefined: there is none. */
export function createRouter(state: GithubState, routes: readonly Route[]): Find {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (method, path) => {
    for (const { route, pattern } of compiled) {
      if (route.method !== method) continue;
      const found = pattern.exec(path);
      if (found === null) continue;
      const params = Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeParam(text)]),
      );
      return { route, state, params };
    }
    return undefined;
  };
}

/** Refuses with 401, 403 or 404 as GitHub does; what one may not see does not exist. */
export function authorize(match: Match, actor: Actor): void {
  const { access } = match.route;
  if (access === "app") {
    if (actor.kind !== "app") throw new ApiError(401, "A JSON web token could not be decoded");
  } else if (actor.kind === "app") {
    throw new ApiError(401, "Bad credentials");
  }
  const { owner, repo } = match.params;
  if (owner === undefined || repo === undefined) return;
  const { repository } = match.state;
  const known =
    owner.toLowerCase() === repository.owner.toLowerCase() && repo.toLowerCase() === repository.name.toLowerCase();
  if (!known) throw new ApiError(404, "Not Found");
  if (actor.kind === "app") return;
  const permission = permissionIn(match.state, actor.account);
  if (permission === "none") throw new ApiError(404, "Not Found");
  if (access === "write" && permission === "read") throw new ApiError(403, "Must have push access to repository");
}

function patternOf(path: string): RegExp {
  const segments = path.split("/").map((segment) => {
    const name = /^:([a-z]+)(\*?)$/.exec(segment);
    if (name === null) return segment.replaceAll(/[.+?]/g, String.raw`\$&`);
    return name[2] === "*" ? `(?<${name[1]}>.+)` : `(?<${name[1]}>[^/]+)`;
  });
  return new RegExp(`^${segments.join("/")}/?$`);
}

function decodeParam(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ApiError(400, "Bad Request");
  }
}
