import { type CheckReport, pullOfCheck } from "../../workflows/ports/checks.ts";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import { annotationsOf, type Batch, type Batches, batchesOf } from "./check-annotations.ts";
import {
  type CheckAccess,
  checkKey,
  operation,
  ownRuns,
  type Run,
  type RunFields,
  runSchema,
  updateRun,
} from "./check-runs.ts";
import { GithubError } from "./github-error.ts";
import { unlessRefused } from "./unless-missing.ts";

/** A limit of the checks API. */
const maxText = 65_535;

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

/**
 * Writes the report into a run that there is; undefined: GitHub leaves the run as it ended. [U] which of these it does
 * with one that has ended: its description lets the App decide "if the check run should be reset or updated"; others saw
 * a refusal, an answer that still has the old conclusion, and a run that went on. What the answer says counts.
 */
async function carryOn(access: CheckAccess, report: CheckReport, run: Run): Promise<Run | undefined> {
  const [batch = [], ...others] = batchesOf(report, await annotationsOf(access, report, run));
  const fields = fieldsOf(report, { batch, last: others.length === 0, run });
  if (run.status !== "completed") return finish(access, report, await updateRun(access, run.id, fields), others);
  const again = "status" in fields ? { ...fields, started_at: new Date(access.now()).toISOString() } : fields;
  const answer = await unlessRefused(() => updateRun(access, run.id, again));
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
    run = await updateRun(access, run.id, fieldsOf(report, { batch, last: index === batches.length - 1, run }));
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
    const now = isWithdrawn ? undefined : await unlessRefused(() => updateRun(access, id, fields));
    left.push(now ?? run);
  }
  return left;
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
