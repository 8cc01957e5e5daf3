import * as v from "valibot";
import type { DeploymentReport } from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";

/** Tells our deployments of a commit from those of other tools. */
const task = "bridgehead";
/** GitHub refuses a longer description. */
const longestDescription = 140;

const deploymentSchema = v.object({ id: v.number() });

/** Adds a status to our deployment of a commit to an environment, and creates the deployment if there is none yet. */
export async function putDeploymentStatus(
  client: GithubClient,
  repository: RepositoryId,
  { commit, environment, state, description }: DeploymentReport,
): Promise<void> {
  const inRepo = { owner: repository.owner, repo: repository.name };
  const [known] = await client.call("list deployments", v.array(deploymentSchema), () =>
    client.rest.repos.listDeployments({ ...inRepo, sha: commit, environment, task, per_page: 1 }),
  );
  const deployment =
    known ??
    (await client.call("create a deployment", deploymentSchema, () =>
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
    ));
  await client.call("write a deployment status", deploymentSchema, () =>
    client.rest.repos.createDeploymentStatus({
      ...inRepo,
      deployment_id: deployment.id,
      state,
      description: description.slice(0, longestDescription),
    }),
  );
}
