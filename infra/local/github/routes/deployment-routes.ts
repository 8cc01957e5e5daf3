import * as v from "valibot";
import { accountOf, ApiError, type ApiRequest, json, notFound, numberParam, parseBody, type Route } from "../api.ts";
import { utcSeconds } from "../git-history.ts";
import { resolveRevision } from "../git-objects.ts";
import { paged } from "../pagination.ts";
import { accountShape, nodeId } from "../shapes/account.ts";
import { repositoryUrl } from "../shapes/repository.ts";
import type { Deployment, DeploymentStatus, GithubState } from "../state.ts";

const newDeployment = v.object({
  ref: v.string(),
  task: v.optional(v.string(), "deploy"),
  environment: v.optional(v.string(), "production"),
  description: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(140))), null),
  payload: v.optional(v.unknown(), {}),
});
const newStatus = v.object({
  state: v.picklist(["error", "failure", "inactive", "in_progress", "queued", "pending", "success"]),
  description: v.optional(v.pipe(v.string(), v.maxLength(140)), ""),
  log_url: v.optional(v.string(), ""),
  environment_url: v.optional(v.string(), ""),
});

/** Deployments and their statuses. */
export function deploymentRoutes(state: GithubState): readonly Route[] {
  const base = "/repos/:owner/:repo/deployments";
  return [
    {
      method: "GET",
      path: base,
      access: "read",
      handle(request) {
        const matches = (name: "sha" | "ref" | "task" | "environment") => (item: Deployment) =>
          !request.query.has(name) || item[name] === request.query.get(name);
        const found = [...state.deployments.values()]
          .filter(matches("sha"))
          .filter(matches("ref"))
          .filter(matches("task"))
          .filter(matches("environment"));
        return paged(request, found.toReversed(), shape);
      },
    },
    {
      method: "POST",
      path: base,
      access: "write",
      async handle(request) {
        const { ref, ...given } = parseBody(newDeployment, request, "Deployment");
        const sha = await resolveRevision(state.git, ref);
        if (sha === undefined) throw new ApiError(422, `No ref found for: ${ref}`);
        const about = { ref, sha, ...given, creator: accountOf(request), createdAt: state.now() };
        const deployment: Deployment = { id: state.nextId(), ...about, statuses: [] };
        state.deployments.set(deployment.id, deployment);
        return json(shape(deployment), 201);
      },
    },
    { method: "GET", path: `${base}/:id`, access: "read", handle: (request) => json(shape(named(request))) },
    {
      method: "GET",
      path: `${base}/:id/statuses`,
      access: "read",
      handle(request) {
        const deployment = named(request);
        return paged(request, deployment.statuses.toReversed(), (status) => statusShape(deployment, status));
      },
    },
    {
      method: "POST",
      path: `${base}/:id/statuses`,
      access: "write",
      handle(request) {
        const deployment = named(request);
        const given = parseBody(newStatus, request, "DeploymentStatus");
        const status: DeploymentStatus = {
          id: state.nextId(),
          state: given.state,
          description: given.description,
          logUrl: given.log_url,
          environmentUrl: given.environment_url,
          creator: accountOf(request),
          createdAt: state.now(),
        };
        deployment.statuses.push(status);
        return json(statusShape(deployment, status), 201);
      },
    },
  ];

  function named(request: ApiRequest): Deployment {
    const deployment = state.deployments.get(numberParam(request, "id"));
    if (deployment === undefined) throw notFound();
    return deployment;
  }

  function shape(deployment: Deployment): Readonly<Record<string, unknown>> {
    const url = `${repositoryUrl(state)}/deployments/${deployment.id}`;
    return {
      id: deployment.id,
      node_id: nodeId("DE", deployment.id),
      url,
      statuses_url: `${url}/statuses`,
      sha: deployment.sha,
      ref: deployment.ref,
      task: deployment.task,
      payload: deployment.payload,
      environment: deployment.environment,
      original_environment: deployment.environment,
      description: deployment.description,
      creator: accountShape(state, deployment.creator),
      created_at: utcSeconds(deployment.createdAt),
      updated_at: utcSeconds(deployment.statuses.at(-1)?.createdAt ?? deployment.createdAt),
    };
  }

  function statusShape(deployment: Deployment, status: DeploymentStatus): Readonly<Record<string, unknown>> {
    return {
      id: status.id,
      state: status.state,
      description: status.description,
      environment: deployment.environment,
      log_url: status.logUrl,
      target_url: status.logUrl,
      environment_url: status.environmentUrl,
      creator: accountShape(state, status.creator),
      created_at: utcSeconds(status.createdAt),
      updated_at: utcSeconds(status.createdAt),
      deployment_url: `${repositoryUrl(state)}/deployments/${deployment.id}`,
    };
  }
}
