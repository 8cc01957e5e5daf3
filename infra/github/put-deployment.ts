import * as v from "valibot";
import type { DeploymentReport } from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";

/** Tells our deployments of a commit from those of other tools. */
const task = "bridgehead";
/** GitHub refuses a longer description. */
const longestDescription = 140;

const deploymentSchema = v.object({ id: v.number(), sha: v.string() });

/** As many are looked through for that of a commit, newest first: the tip of a branch is never far back. */
const NEWEST = 10;

/** What is known of a commit's: its id, and that of the newest one of another commit. */
export interface KnownDeployment {
  readonly id: number;
  readonly other: number | undefined;
}

/** One repository, and what writing this App's deployments there takes. */
interface DeploymentAccess {
  readonly client: GithubClient;
  readonly id: RepositoryId;
  /** Ids of those that this job found or made, by environment and commit: a deployment stays what it is. */
  readonly deployments: Map<string, KnownDeployment>;
}

/**
 * Adds a status to our deployment of a commit to an environment, and creates the deployment if there is none yet. Of one
 * that is superseded it is said first: a job that dies in between says it again, and never leaves it out. GitHub does so
 * by itself only where the other one succeeded, and not in production.
 */
export async function putDeploymentStatus(
  { client, id, deployments }: DeploymentAccess,
  { commit, environment, state, description, supersedes = false }: DeploymentReport,
): Promise<void> {
  const inRepo = { owner: id.owner, repo: id.name };
  const key = `${environment} ${commit}`;
  const deployment = deployments.get(key) ?? (await find());
  deployments.set(key, deployment);
  if (supersedes && deployment.other !== undefined) {
    await say(deployment.other, "inactive", `Replaced by ${commit.slice(0, 7)}`);
  }
  await say(deployment.id, state, description);

  async function say(id: number, to: DeploymentReport["state"] | "inactive", why: string): Promise<void> {
    await client.call("write a deployment status", v.unknown(), () =>
      client.rest.repos.createDeploymentStatus({
        ...inRepo,
        deployment_id: id,
        state: to,
        description: why.slice(0, longestDescription),
      }),
    );
  }

  async function find(): Promise<KnownDeployment> {
    const known = await client.call("list deployments", v.array(deploymentSchema), () =>
      client.rest.repos.listDeployments({ ...inRepo, environment, task, per_page: NEWEST }),
    );
    const other = known.find(({ sha }) => sha !== commit)?.id;
    const own = known.find(({ sha }) => sha === commit);
    if (own !== undefined) return { id: own.id, other };
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
    return { id: made.id, other };
  }
}
