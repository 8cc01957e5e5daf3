import * as v from "valibot";
import type { DeploymentReport } from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";

/** Tells our deployments of a commit from those of other tools. */
const task = "bridgehead";
/** GitHub refuses a longer description. */
const longestDescription = 140;

const deploymentSchema = v.object({ id: v.number() });

/** One repository, and what writing this App's deployments there takes. */
interface DeploymentAccess {
  readonly client: GithubClient;
  readonly id: RepositoryId;
  /** Ids of those that this job found or made, by environment and commit: a deployment stays what it is. */
  readonly deployments: Map<string, number>;
}

/** Adds a status to our deployment of a commit to an environment, and creates the deployment if there is none yet. */
export async function putDeploymentStatus(
  { client, id, deployments }: DeploymentAccess,
  { commit, environment, state, description }: DeploymentReport,
): Promise<void> {
  const inRepo = { owner: id.owner, repo: id.name };
  const key = `${environment} ${commit}`;
  const deployment = deployments.get(key) ?? (await find());
  deployments.set(key, deployment);
  await client.call("write a deployment status", deploymentSchema, () =>
    client.rest.repos.createDeploymentStatus({
      ...inRepo,
      deployment_id: deployment,
      state,
      description: description.slice(0, longestDescription),
    }),
  );

  async function find(): Promise<number> {
    const [known] = await client.call("list deployments", v.array(deploymentSchema), () =>
      client.rest.repos.listDeployments({ ...inRepo, sha: commit, environment, task, per_page: 1 }),
    );
    if (known !== undefined) return known.id;
    const made = await client.call("create a deployment", deploymentSchema, () =>
      client.rest.repos.createDeployment({
        ...inRepo,
        ref: commit,
        task,
        environment,
        // What is merged is merged: GitHub is neither to merge anything, nor to wait for checks.
        auto_merge: false,
        required_contexts: [],
        description: "EventBridge connections",
      }),
    );
    return made.id;
  }
}
