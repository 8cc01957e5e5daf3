import * as v from "valibot";
import { accountOf, ApiError, type ApiRequest, json, notFound, param, parseBody, type Route } from "../api.ts";
import { utcSeconds } from "../git-history.ts";
import { entryAt, readBlob, resolveObject } from "../git-objects.ts";
import { paged } from "../pagination.ts";
import { runTitle, workflowName } from "../run-title.ts";
import { sendEvent } from "../send-event.ts";
import { accountShape, nodeId } from "../shapes/account.ts";
import { repositoryPage, repositoryUrl } from "../shapes/repository.ts";
import type { GithubState, WorkflowRun } from "../state.ts";

const dispatch = v.object({
  ref: v.string(),
  inputs: v.optional(
    v.pipe(
      v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
      v.check((inputs) => Object.keys(inputs).length <= 25, "No more than 25 properties are allowed"),
    ),
  ),
  return_run_details: v.optional(v.boolean(), false),
});

const LONGEST_TITLE = 100;

type Dispatch = v.InferOutput<typeof dispatch>;

/** Workflow dispatches and runs. Nothing runs here: a run stays queued. */
export function actionRoutes(state: GithubState): readonly Route[] {
  const base = "/repos/:owner/:repo/actions";
  return [
    {
      method: "POST",
      path: `${base}/workflows/:workflow/dispatches`,
      access: "write",
      async handle(request) {
        const given = parseBody(dispatch, request, "Workflow");
        const run = await startRun(request, given);
        // The event names neither the run nor the commit.
        sendEvent(state, "workflow_dispatch", run.actor, {
          inputs: given.inputs ?? null,
          ref: given.ref.startsWith("refs/") ? given.ref : `refs/heads/${run.branch}`,
          workflow: run.workflow.path,
        });
        if (!given.return_run_details) return { status: 204 };
        const { url, html_url: page } = addresses(run);
        return json({ workflow_run_id: run.id, run_url: url, html_url: page });
      },
    },
    {
      method: "GET",
      path: `${base}/workflows/:workflow/runs`,
      access: "read",
      handle(request) {
        const path = workflowPath(param(request, "workflow"));
        if (!state.workflows.has(path)) throw notFound();
        return listRuns(
          request,
          state.workflowRuns.filter((run) => run.workflow.path === path),
        );
      },
    },
    { method: "GET", path: `${base}/runs`, access: "read", handle: (request) => listRuns(request, state.workflowRuns) },
    {
      method: "GET",
      path: `${base}/runs/:id`,
      access: "read",
      handle: (request) => json(shape(runOf(request))),
    },
    {
      method: "POST",
      path: `${base}/runs/:id/rerun`,
      access: "write",
      handle(request) {
        const run = runOf(request);
        // [U] No event tells of it. The run stays whose it was, with its title.
        run.triggeredBy = accountOf(request);
        run.attempt += 1;
        return json({}, 201);
      },
    },
  ];

  function runOf(request: ApiRequest): WorkflowRun {
    const run = state.workflowRuns.find((candidate) => String(candidate.id) === param(request, "id"));
    if (run === undefined) throw notFound();
    return run;
  }

  /** A workflow is named by its file or by its id. */
  function workflowPath(name: string): string {
    for (const [path, id] of state.workflows) if (String(id) === name) return path;
    return `.github/workflows/${name}`;
  }

  async function startRun(request: ApiRequest, { ref, inputs = {} }: Dispatch): Promise<WorkflowRun> {
    const path = workflowPath(param(request, "workflow"));
    const branch = ref.replace(/^refs\/(?:heads|tags)\//, "");
    const names = ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
    const [sha] = (await Promise.all(names.map((name) => resolveObject(state.git, name, "commit")))).filter(
      (found) => found !== undefined,
    );
    const main = await entryAt(state.git, `refs/heads/${state.repository.defaultBranch}`, path);
    const entry = sha === undefined ? undefined : await entryAt(state.git, sha, path);
    // GitHub wants the file on the default branch to know the workflow, and on the ref to run it.
    if (main === undefined) throw notFound();
    if (sha === undefined) throw new ApiError(422, `No ref found for: ${ref}`);
    const text = entry === undefined ? "" : ((await readBlob(state.git, entry.sha))?.toString() ?? "");
    if (!text.includes("workflow_dispatch")) {
      throw new ApiError(422, "Workflow does not have 'workflow_dispatch' trigger");
    }
    const id = state.workflows.get(path) ?? state.nextId();
    state.workflows.set(path, id);
    const name = workflowName(text) ?? path;
    const given = Object.fromEntries(Object.entries(inputs).map(([input, value]) => [input, String(value)]));
    const run: WorkflowRun = {
      id: state.nextId(),
      number: state.workflowRuns.filter((other) => other.workflow.path === path).length + 1,
      workflow: { id, path, name },
      title: runTitle(text, given) ?? name,
      branch,
      sha,
      actor: accountOf(request),
      triggeredBy: accountOf(request),
      attempt: 1,
      createdAt: state.now(),
    };
    state.workflowRuns.push(run);
    return run;
  }

  function listRuns(request: ApiRequest, runs: readonly WorkflowRun[]) {
    const { query } = request;
    const created = createdFilter(query.get("created"));
    const found = runs
      .filter((run) => !query.has("branch") || run.branch === query.get("branch"))
      .filter(() => !query.has("event") || query.get("event") === "workflow_dispatch")
      .filter((run) => !query.has("actor") || run.actor.login.toLowerCase() === query.get("actor")?.toLowerCase())
      .filter((run) => !query.has("head_sha") || run.sha === query.get("head_sha"))
      .filter((run) => created(run.createdAt))
      .toReversed();
    return paged(request, found, shape, (shaped) => ({ total_count: found.length, workflow_runs: shaped }));
  }

  function addresses(run: WorkflowRun): { readonly url: string; readonly html_url: string } {
    return {
      url: `${repositoryUrl(state)}/actions/runs/${run.id}`,
      html_url: `${repositoryPage(state)}/actions/runs/${run.id}`,
    };
  }

  function shape(run: WorkflowRun): Readonly<Record<string, unknown>> {
    return {
      id: run.id,
      node_id: nodeId("WFR", run.id),
      name: run.workflow.name,
      display_title: state.unconfirmed.showsWholeTitles ? run.title : shortened(run.title),
      path: run.workflow.path,
      workflow_id: run.workflow.id,
      run_number: run.number,
      run_attempt: run.attempt,
      event: "workflow_dispatch",
      status: "queued",
      conclusion: null,
      head_branch: run.branch,
      head_sha: run.sha,
      ...addresses(run),
      actor: accountShape(state, run.actor),
      triggering_actor: accountShape(state, run.triggeredBy),
      created_at: utcSeconds(run.createdAt),
      updated_at: utcSeconds(run.createdAt),
      run_started_at: utcSeconds(run.createdAt),
      pull_requests: [],
    };
  }
}

function shortened(title: string): string {
  return title.length <= LONGEST_TITLE ? title : `${title.slice(0, LONGEST_TITLE - 1)}…`;
}

/** GitHub's date syntax: `>=T`, `<=T`, `>T`, `<T`, `A..B` or one date, all to the second. */
function createdFilter(text: string | null): (time: number) => boolean {
  if (text === null) return () => true;
  const [from, to] = text.split("..");
  if (to !== undefined) return (time) => seconds(time) >= parse(from ?? "") && seconds(time) <= parse(to);
  const match = /^(>=|<=|>|<)?(.+)$/.exec(text);
  const limit = parse(match?.[2] ?? "");
  switch (match?.[1] ?? "") {
    case ">=":
      return (time) => seconds(time) >= limit;
    case "<=":
      return (time) => seconds(time) <= limit;
    case ">":
      return (time) => seconds(time) > limit;
    case "<":
      return (time) => seconds(time) < limit;
    default:
      return (time) => utcSeconds(time).startsWith(text);
  }
}

function parse(date: string): number {
  const time = Date.parse(date);
  if (Number.isNaN(time)) throw new ApiError(422, "Invalid date");
  return seconds(time);
}

function seconds(time: number): number {
  return Math.floor(time / 1000);
}
