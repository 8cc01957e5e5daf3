import * as v from "valibot";
import type { CheckAnnotation, CheckConclusion, CheckReport } from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import { chunked } from "../../workflows/calls/all-pages.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { type CheckRunAnswer, checkRunSchema } from "./github-schemas.ts";

/** Limits of the checks API. */
const maxSummary = 65_535;
const annotationsPerRequest = 50;

const operation = "write a check run";
const listSchema = v.pipe(
  v.object({ check_runs: v.array(checkRunSchema) }),
  v.transform((list) => list.check_runs),
);

/**
 * Creates this App's check run of a name on a commit, or updates it; runs that other workflow runs asked for are told
 * apart by their external id. Annotations can only be added, so a run that has some already, or that has ended, gives
 * way to a new one, which GitHub then shows in its place. Returns the run's URL.
 */
export async function putCheckRun(
  client: GithubClient,
  repository: RepositoryId,
  appId: number,
  report: CheckReport,
): Promise<string> {
  if (report.summary.length > maxSummary) {
    throw new GithubError({ kind: "invalid", operation, detail: `the summary exceeds ${maxSummary} characters` });
  }
  const place = { owner: repository.owner, repo: repository.name };
  const externalId = report.externalId ?? "";
  const [own] = await ownRuns();
  const batches = chunked(report.annotations.map(annotationFrom), annotationsPerRequest);
  const [first = [], ...others] = batches;
  // It ends with the last request, so that a conclusion always stands beside all of its annotations.
  const fieldsOf = (annotations: readonly RequestAnnotation[], last: boolean): RunFields => ({
    ...(last && report.conclusion !== null ? { conclusion: report.conclusion } : { status: "in_progress" }),
    output: { title: report.title, summary: report.summary, annotations: [...annotations] },
  });

  let run: CheckRunAnswer;
  const begin = fieldsOf(first, others.length === 0);
  if (own !== undefined && canCarry(own, report)) {
    run = await update(own.id, begin);
  } else {
    if (own !== undefined && own.status !== "completed") await update(own.id, { conclusion: "cancelled" });
    run = await client.call(operation, checkRunSchema, () =>
      client.rest.checks.create({
        ...place,
        name: report.name,
        head_sha: report.commit,
        external_id: externalId,
        ...begin,
      }),
    );
  }
  for (const [index, batch] of others.entries()) {
    run = await update(run.id, fieldsOf(batch, index === others.length - 1));
  }
  return run.html_url ?? `https://github.com/${repository.owner}/${repository.name}/runs/${run.id}`;

  /** Newest first. */
  async function ownRuns(): Promise<readonly CheckRunAnswer[]> {
    const runs = await client.collect("list check runs", listSchema, (page) =>
      client.rest.checks.listForRef({
        ...place,
        ref: report.commit,
        check_name: report.name,
        app_id: appId,
        filter: "all",
        per_page: 100,
        page,
      }),
    );
    return runs
      .filter((run) => run.app?.id === appId && run.name === report.name && (run.external_id ?? "") === externalId)
      .toSorted((a, b) => b.id - a.id);
  }

  function update(id: number, fields: RunFields): Promise<CheckRunAnswer> {
    return client.call(operation, checkRunSchema, () =>
      client.rest.checks.update({ ...place, check_run_id: id, ...fields }),
    );
  }
}

type RunFields = ({ readonly status: "in_progress" } | { readonly conclusion: CheckConclusion | "cancelled" }) & {
  readonly output?: { readonly title: string; readonly summary: string; readonly annotations: RequestAnnotation[] };
};

/** A run that has ended is not taken back: whether GitHub would allow it is unconfirmed. */
function canCarry(run: CheckRunAnswer, report: CheckReport): boolean {
  const clean = run.output.annotations_count === 0;
  return clean && (run.status !== "completed" || report.conclusion !== null);
}

interface RequestAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: CheckAnnotation["level"];
  readonly title: string;
  readonly message: string;
}

function annotationFrom(annotation: CheckAnnotation): RequestAnnotation {
  const { path, line, level, title, message } = annotation;
  return { path, start_line: line, end_line: line, annotation_level: level, title, message };
}
