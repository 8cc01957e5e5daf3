import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
import { startFakeGh } from "../support/fake-gh.ts";

const workflowSchema = v.object({
  jobs: v.object({
    rerun: v.object({ steps: v.tuple([v.object({ run: v.string(), env: v.record(v.string(), v.string()) })]) }),
  }),
});

export interface JobRun {
  readonly status: number;
  /** What the job printed, both streams. */
  readonly log: string;
  /** What it wrote for the page of the run. */
  readonly summary: string;
}

export interface JobPlace {
  readonly apiUrl: string;
  readonly repository: string;
  readonly runId: number;
  readonly commit: string;
  readonly branch?: string;
  readonly attempt?: number;
  /** Seconds to wait for an answer. */
  readonly deadline: number;
}

/**
 * Runs the one step of the workflow that users copy, as GitHub's runner would: its text in a file, the environment that
 * GitHub sets, and a `gh` that asks the local GitHub. The pauses between its questions are shortened.
 */
export async function runJob(workflow: string, place: JobPlace): Promise<JobRun> {
  const { steps } = v.parse(workflowSchema, parse(await readFile(workflow, "utf8"))).jobs.rerun;
  const gh = await startFakeGh(place.apiUrl, "user:dev");
  const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-job-"));
  try {
    const script = path.join(folder, "step.sh");
    const summary = path.join(folder, "summary.md");
    await writeFile(script, steps[0].run);
    await writeFile(summary, "");
    await command("gh", gh.program);
    await command("sleep", '#!/bin/sh\nexec /bin/sleep "0.0$1"\n');
    const env = {
      PATH: `${folder}:/usr/bin:/bin`,
      GH_TOKEN: "none",
      DEFAULT_BRANCH: "main",
      DEADLINE_SECONDS: String(place.deadline),
      GITHUB_REPOSITORY: place.repository,
      GITHUB_RUN_ID: String(place.runId),
      GITHUB_RUN_ATTEMPT: String(place.attempt ?? 1),
      GITHUB_SHA: place.commit,
      GITHUB_REF: `refs/heads/${place.branch ?? "main"}`,
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_STEP_SUMMARY: summary,
    };
    const { status, log } = await new Promise<Omit<JobRun, "summary">>((resolve) => {
      // As GitHub starts a step that names no shell.
      execFile("bash", ["-e", script], { env, timeout: 100_000 }, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ status, log: stdout + stderr });
      });
    });
    return { status, log, summary: await readFile(summary, "utf8") };
  } finally {
    await rm(folder, { recursive: true });
    await gh.close();
  }

  async function command(name: string, body: string): Promise<void> {
    await writeFile(path.join(folder, name), body, { mode: 0o755 });
  }
}
