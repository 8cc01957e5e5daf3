import type { Job } from "../workflows/ports/jobs.ts";
import type { Repository } from "../workflows/ports/repository.ts";
import type { SystemCredentials } from "./aws/system-credentials.ts";
import { createGithubApp } from "./github/github-app.ts";
import type { Outside } from "./outside.ts";

/** How the repository of a job is reached, as the App that the pipeline's own credentials belong to. */
export async function joinGithub(
  { githubUrl, log }: Outside,
  credentials: SystemCredentials,
): Promise<(job: Job) => Promise<Repository>> {
  const appId = Number((await credentials.read("appId")).reveal());
  const privateKey = await credentials.read("privateKey");
  const app = createGithubApp({ appId, privateKey, baseUrl: githubUrl, log });
  return (job) => app.repository(job.repository, job.installation);
}
