import * as v from "valibot";
import type { CheckAction, CheckAnnotation, CheckConclusion, CheckReport } from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";

export const operation = "write a check run";

export const runSchema = v.object({
  id: v.number(),
  name: v.string(),
  html_url: v.nullable(v.string()),
  status: v.string(),
  conclusion: v.nullable(v.string()),
  external_id: v.nullable(v.string()),
  app: v.nullable(v.object({ id: v.number() })),
  output: v.object({ title: v.nullable(v.string()), text: v.nullish(v.string()), annotations_count: v.number() }),
});
export type Run = v.InferOutput<typeof runSchema>;

const listSchema = v.pipe(
  v.object({ check_runs: v.array(runSchema) }),
  v.transform((list) => list.check_runs),
);

/** One repository, and what writing this App's check runs there takes. */
export interface CheckAccess {
  readonly client: GithubClient;
  readonly id: RepositoryId;
  readonly appId: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What this job knows of them, by `checkKey`. */
  readonly checks: Map<string, KnownRuns>;
}

/** The runs of one name on a commit. */
export interface KnownRuns {
  /** Newest first, whatever their external id. */
  readonly runs: readonly Run[];
  /** Whether GitHub was asked for them since this job began one: another worker may have begun one at the same time. */
  readonly isLooked: boolean;
}

export function checkKey({ commit, name }: Pick<CheckReport, "commit" | "name">): string {
  return JSON.stringify([commit, name]);
}

/** Newest first. */
export async function ownRuns({ client, id, appId }: CheckAccess, report: CheckReport): Promise<readonly Run[]> {
  const runs = await client.collect("list check runs", listSchema, (page) =>
    client.rest.checks.listForRef({
      owner: id.owner,
      repo: id.name,
      ref: report.commit,
      check_name: report.name,
      app_id: appId,
      filter: "all",
      per_page: 100,
      page,
    }),
  );
  return runs.filter((run) => run.app?.id === appId && run.name === report.name).toSorted((a, b) => b.id - a.id);
}

export interface RequestAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: CheckAnnotation["level"];
  readonly title: string;
  readonly message: string;
}

export interface RunFields {
  readonly status?: "in_progress";
  readonly started_at?: string;
  readonly conclusion?: CheckConclusion;
  readonly output: {
    readonly title: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: RequestAnnotation[];
  };
  readonly actions?: CheckAction[];
}

export function updateRun({ client, id }: CheckAccess, run: number, fields: RunFields): Promise<Run> {
  return client.call(operation, runSchema, () =>
    client.rest.checks.update({ owner: id.owner, repo: id.name, check_run_id: run, ...fields }),
  );
}
