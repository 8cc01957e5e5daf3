import type { Job } from "../workflows/ports/jobs.ts";
import type { Repository } from "../workflows/ports/repository.ts";
import type { SystemCredentials } from "./aws/system-credentials.ts";
import { createGithubApp, type GithubApp } from "./github/github-app.ts";
import type { Outside } from "./outside.ts";

/** GitHub, as the App that the pipeline's own credentials belong to. */
export async function joinGithubApp({ githubUrl, log }: Outside, credentials: SystemCredentials): Promise<GithubApp> {
  const appId = Number((await credentials.read("appId")).reveal());
  const privateKey = await credentials.read("privateKey");
  return createGithubApp({ appId, privateKey, baseUrl: githubUrl, log });
}

/** How the repository of a job is reached. */
export async function joinGithub(
  outside: Outside,
  credentials: SystemCredentials,
): Promise<(job: Job) => Promise<Repository>> {
  const app = await joinGithubApp(outside, credentials);
  return (job) => app.repository(job.repository, job.installation);
}
