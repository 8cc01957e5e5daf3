import * as v from "valibot";
import { chunked } from "../../workflows/calls/all-pages.ts";
import {
  type CheckAction,
  type CheckAnnotation,
  type CheckConclusion,
  type CheckReport,
  MOST_ANNOTATIONS,
  pullOfCheck,
} from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { unlessRefused } from "./unless-missing.ts";

/** Limits of the checks API. */
const maxText = 65_535;
const annotationsPerRequest = 50;

const operation = "write a check run";

const runSchema = v.object({
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

const annotationSchema = v.object({
  path: v.string(),
  start_line: v.number(),
  annotation_level: v.nullable(v.string()),
  title: v.nullable(v.string()),
  message: v.nullable(v.string()),
});

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

/**
 * Keeps this App's one check run of a name and external id on a commit, for all its life: also one that has ended is
 * taken back. Returns its URL. Where GitHub does not take it back, a new one takes its place; of several, which a lost
 * answer may leave, the newest carries the report. The others end as cancelled, so that none of them counts.
 *
 * A run that this job began or found is written to without asking for it again. Only before one that it began is
 * concluded they are listed once more, unless that was done since: of two workers who both saw none and began one each,
 * both then see both.
 *
 * Annotations can only be added: those that the run has already are not sent again, and outdated ones stay.
 */
export async function putCheckRun(access: CheckAccess, report: CheckReport): Promise<string> {
  if (report.summary.length > maxText || (report.text ?? "").length > maxText) {
    throw new GithubError({ kind: "invalid", operation, detail: `a text exceeds ${maxText} characters` });
  }
  const key = checkKey(report);
  const known = access.checks.get(key);
  // What is not written to its end is looked for again: an answer may have been lost.
  access.checks.delete(key);
  const isKnown = known !== undefined && (known.isLooked || report.conclusion === null || report.isAlone === true);
  const all = isKnown ? known.runs : await ownRuns(access, report);
  const isOfReport = (run: Run): boolean => (run.external_id ?? "") === (report.externalId ?? "");
  const runs = all.filter(isOfReport);
  const other = trustedRun(all, report);
  if (other !== undefined) {
    if (known !== undefined) access.checks.set(key, known);
    return urlOf(other, access.id);
  }
  const carried = runs[0] === undefined ? undefined : await carryOn(access, report, runs[0]);
  const run = carried ?? (await begin(access, report));
  const others = await withdraw(
    access,
    runs.filter(({ id }) => id !== run.id),
  );
  const isLooked = carried !== undefined && (!isKnown || known.isLooked);
  access.checks.set(key, { runs: [run, ...others, ...all.filter((each) => !isOfReport(each))], isLooked });
  return urlOf(run, access.id);
}

function urlOf(run: Run, { owner, name }: RepositoryId): string {
  return run.html_url ?? `https://github.com/${owner}/${name}/runs/${run.id}`;
}

/**
 * The run of a head of the repository's own that a fork's would take the place of. Anybody may push a copy of a head to a
 * fork and propose that; a commit has one newest run of a name, by which branch protection goes.
 */
function trustedRun(all: readonly Run[], { externalId }: CheckReport): Run | undefined {
  if (pullOfCheck(externalId) === undefined) return undefined;
  return all.find((run) => pullOfCheck(run.external_id) === undefined);
}

/** Newest first. */
async function ownRuns({ client, id, appId }: CheckAccess, report: CheckReport): Promise<readonly Run[]> {
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

/**
 * Writes the report into a run that there is; undefined: GitHub leaves the run as it ended. [U] which of these it does
 * with one that has ended: its description lets the App decide "if the check run should be reset or updated"; others saw
 * a refusal, an answer that still has the old conclusion, and a run that went on. What the answer says counts.
 */
async function carryOn(access: CheckAccess, report: CheckReport, run: Run): Promise<Run | undefined> {
  const [batch = [], ...others] = batchesOf(report, await annotationsOf(access, report, run));
  const fields = fieldsOf(report, { batch, last: others.length === 0, run });
  if (run.status !== "completed") return finish(access, report, await update(access, run.id, fields), others);
  const again = "status" in fields ? { ...fields, started_at: new Date(access.now()).toISOString() } : fields;
  const answer = await unlessRefused(() => update(access, run.id, again));
  if (answer === undefined || !isAsked(answer, fields)) return undefined;
  return finish(access, report, answer, others);
}

async function begin(access: CheckAccess, report: CheckReport): Promise<Run> {
  const { client, id } = access;
  const [batch = [], ...others] = batchesOf(report, new Set());
  const run = await client.call(operation, runSchema, () =>
    client.rest.checks.create({
      owner: id.owner,
      repo: id.name,
      name: report.name,
      head_sha: report.commit,
      external_id: report.externalId ?? "",
      ...fieldsOf(report, { batch, last: others.length === 0 }),
    }),
  );
  return finish(access, report, run, others);
}

/** Sends the rest of the annotations; the conclusion comes with the last, so that it stands beside all of them. */
async function finish(access: CheckAccess, report: CheckReport, begun: Run, batches: Batches): Promise<Run> {
  let run = begun;
  for (const [index, batch] of batches.entries()) {
    run = await update(access, run.id, fieldsOf(report, { batch, last: index === batches.length - 1, run }));
  }
  return run;
}

const withdrawn = { title: "Replaced by a later run", summary: "A later run of this check has the result." };

/** Takes the word of runs back, once. What GitHub does not let change any more stays: a newer run stands before it. */
async function withdraw(access: CheckAccess, runs: readonly Run[]): Promise<readonly Run[]> {
  const left: Run[] = [];
  for (const run of runs) {
    const { id, conclusion, output } = run;
    const isWithdrawn = conclusion === "cancelled" || output.title === withdrawn.title;
    const fields: RunFields = { conclusion: "cancelled", output: withdrawn, actions: [] };
    const now = isWithdrawn ? undefined : await unlessRefused(() => update(access, id, fields));
    left.push(now ?? run);
  }
  return left;
}

interface RunFields {
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

/** Text and buttons that a run has from before are taken off by empty ones: what is left out might stay. */
function fieldsOf(
  report: CheckReport,
  part: { readonly batch: Batch; readonly last: boolean; readonly run?: Run },
): RunFields {
  const { batch, last, run } = part;
  const { conclusion, title, summary } = report;
  const text = report.text ?? ((run?.output.text ?? "") === "" ? undefined : "");
  const actions = report.actions ?? (run === undefined ? undefined : []);
  return {
    ...(last && conclusion !== null ? { conclusion } : { status: "in_progress" }),
    output: { title, summary, ...(text !== undefined && { text }), annotations: [...batch] },
    ...(actions && { actions: [...actions] }),
  };
}

function isAsked(run: Run, { conclusion }: RunFields): boolean {
  return conclusion === undefined
    ? run.status !== "completed" && run.conclusion === null
    : run.conclusion === conclusion;
}

function update({ client, id }: CheckAccess, run: number, fields: RunFields): Promise<Run> {
  return client.call(operation, runSchema, () =>
    client.rest.checks.update({ owner: id.owner, repo: id.name, check_run_id: run, ...fields }),
  );
}

interface RequestAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: CheckAnnotation["level"];
  readonly title: string;
  readonly message: string;
}
type Batch = readonly RequestAnnotation[];
type Batches = readonly Batch[];

/** What the report's annotations have beyond those that are known, as far as one run has room. */
function batchesOf(report: CheckReport, known: ReadonlySet<string>): Batches {
  const added = report.annotations
    .map(({ path, line, level, title, message }): RequestAnnotation => ({
      path,
      start_line: line,
      end_line: line,
      annotation_level: level,
      title,
      message,
    }))
    .filter((annotation) => !known.has(identity(annotation)))
    .slice(0, Math.max(0, MOST_ANNOTATIONS + 1 - known.size));
  return chunked(added, annotationsPerRequest);
}

async function annotationsOf({ client, id }: CheckAccess, report: CheckReport, run: Run): Promise<ReadonlySet<string>> {
  if (run.output.annotations_count === 0 || report.annotations.length === 0) return new Set();
  const listed = await client.collect("list annotations", v.array(annotationSchema), (page) =>
    client.rest.checks.listAnnotations({ owner: id.owner, repo: id.name, check_run_id: run.id, per_page: 100, page }),
  );
  return new Set(listed.map(identity));
}

function identity(annotation: v.InferOutput<typeof annotationSchema>): string {
  const { path, start_line: line, annotation_level: level, title, message } = annotation;
  return JSON.stringify([path, line, level, title ?? "", message ?? ""]);
}
