import * as v from "valibot";
import {
  accountOf,
  ApiError,
  type ApiRequest,
  json,
  notFound,
  numberParam,
  param,
  parseBody,
  type Route,
} from "../api.ts";
import { mayWriteIn } from "../create-state.ts";
import { resolveObject, resolveRevision } from "../git-objects.ts";
import { paged } from "../pagination.ts";
import { sendEvent } from "../send-event.ts";
import { checkRunShape } from "../shapes/check-run.ts";
import type { CheckRun, GithubState } from "../state.ts";

const limited = v.pipe(v.string(), v.maxLength(65_535, "exceeds a maximum of 65535 characters"));
const annotation = v.object({
  path: v.string(),
  start_line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  end_line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  annotation_level: v.picklist(["notice", "warning", "failure"]),
  message: v.pipe(v.string(), v.maxBytes(65_536)),
  title: v.optional(v.pipe(v.string(), v.maxLength(255))),
  raw_details: v.optional(v.pipe(v.string(), v.maxBytes(65_536))),
});
const action = v.object({
  label: v.pipe(v.string(), v.maxLength(20)),
  description: v.pipe(v.string(), v.maxLength(40)),
  identifier: v.pipe(v.string(), v.maxLength(20)),
});
const members = {
  actions: v.optional(v.pipe(v.array(action), v.maxLength(3, "No more than 3 items are allowed"))),
  details_url: v.optional(v.string()),
  external_id: v.optional(v.string()),
  status: v.optional(v.picklist(["queued", "in_progress", "completed"])),
  conclusion: v.optional(
    v.picklist(["action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out"]),
  ),
  started_at: v.optional(v.string()),
  completed_at: v.optional(v.string()),
  output: v.optional(
    v.object({
      title: v.optional(v.string()),
      summary: limited,
      text: v.optional(limited),
      annotations: v.optional(v.pipe(v.array(annotation), v.maxLength(50, "No more than 50 items are allowed")), []),
    }),
  ),
};
const newRun = v.object({ name: v.string(), head_sha: v.string(), ...members });
const press = v.object({ identifier: v.string() });
const changedRun = v.object({ name: v.optional(v.string()), ...members });

/** Check runs, which only an App may write. */
export function checkRoutes(state: GithubState): readonly Route[] {
  const base = "/repos/:owner/:repo/check-runs";
  const suites = new Map<string, number>();
  return [
    {
      method: "POST",
      path: base,
      access: "write",
      async handle(request) {
        requireApp(request);
        const given = parseBody(newRun, request, "CheckRun");
        if ((await resolveObject(state.git, given.head_sha, "commit")) !== given.head_sha) {
          throw new ApiError(422, `No commit found for SHA: ${given.head_sha}`);
        }
        const suite = suites.get(given.head_sha) ?? state.nextId();
        suites.set(given.head_sha, suite);
        const run: CheckRun = {
          id: state.nextId(),
          suite,
          commit: given.head_sha,
          name: given.name,
          externalId: "",
          status: "queued",
          conclusion: null,
          startedAt: state.now(),
          completedAt: null,
          title: null,
          summary: null,
          text: null,
          detailsUrl: null,
          annotations: [],
          actions: [],
        };
        apply(run, given);
        state.checkRuns.set(run.id, run);
        return json(checkRunShape(state, run), 201);
      },
    },
    {
      method: "PATCH",
      path: `${base}/:id`,
      access: "write",
      handle(request) {
        requireApp(request);
        const run = named(request);
        apply(run, parseBody(changedRun, request, "CheckRun"));
        return json(checkRunShape(state, run));
      },
    },
    {
      method: "GET",
      path: `${base}/:id`,
      access: "read",
      handle: (request) => json(checkRunShape(state, named(request))),
    },
    {
      method: "GET",
      path: `${base}/:id/annotations`,
      access: "read",
      handle: (request) =>
        paged(request, named(request).annotations, (item) => ({ title: null, raw_details: null, ...item })),
    },
    {
      method: "POST",
      path: `${base}/:id/rerequest`,
      access: "read",
      handle(request) {
        requirePresser(request);
        const check = checkRunShape(state, named(request));
        sendEvent(state, "check_run", accountOf(request), { action: "rerequested", check_run: check });
        return json({}, 201);
      },
    },
    {
      method: "POST",
      path: "/_bridgehead/repos/:owner/:repo/check-runs/:id/actions",
      access: "read",
      handle(request) {
        requirePresser(request);
        const run = named(request);
        const { identifier } = parseBody(press, request, "CheckRun");
        if (!run.actions.some((each) => each.identifier === identifier)) throw notFound();
        const check = checkRunShape(state, run);
        const event = { action: "requested_action", check_run: check, requested_action: { identifier } };
        sendEvent(state, "check_run", accountOf(request), event);
        return { status: 204 };
      },
    },
    {
      method: "GET",
      path: "/repos/:owner/:repo/commits/:ref*/check-runs",
      access: "read",
      async handle(request) {
        const sha = await resolveRevision(state.git, param(request, "ref"));
        if (sha === undefined) throw new ApiError(422, `No commit found for SHA: ${param(request, "ref")}`);
        const runs = listed(request, sha);
        return paged(
          request,
          runs,
          (run) => checkRunShape(state, run),
          (shaped) => ({ total_count: runs.length, check_runs: shaped }),
        );
      },
    },
  ];

  /** [U] GitHub's pages show the buttons to those who may write; whether it takes a press of others is said nowhere. */
  function requirePresser(request: ApiRequest): void {
    if (!state.unconfirmed.readersPress && !mayWriteIn(state, accountOf(request)))
      throw new ApiError(403, "Must have push access to repository");
  }

  function named(request: ApiRequest): CheckRun {
    const run = state.checkRuns.get(numberParam(request, "id"));
    if (run === undefined) throw notFound();
    return run;
  }

  /** Newest first; by default the newest of each name alone. */
  function listed(request: ApiRequest, sha: string): readonly CheckRun[] {
    const { query } = request;
    const appId = query.get("app_id");
    if (appId !== null && Number(appId) !== state.app.id) return [];
    const runs = [...state.checkRuns.values()]
      .filter((run) => run.commit === sha)
      .filter((run) => !query.has("check_name") || run.name === query.get("check_name"))
      .filter((run) => !query.has("status") || run.status === query.get("status"))
      .toReversed();
    if (query.get("filter") === "all") return runs;
    return runs.filter((run, index) => runs.findIndex((other) => other.name === run.name) === index);
  }

  function apply(run: CheckRun, given: v.InferOutput<typeof changedRun>): void {
    setStatus(run, given);
    run.name = given.name ?? run.name;
    run.externalId = given.external_id ?? run.externalId;
    run.detailsUrl = given.details_url ?? run.detailsUrl;
    run.actions = given.actions ?? run.actions;
    if (given.started_at !== undefined) run.startedAt = Date.parse(given.started_at);
    run.completedAt = run.status === "completed" ? (run.completedAt ?? state.now()) : null;
    if (given.output === undefined) return;
    run.title = given.output.title ?? run.title;
    run.summary = given.output.summary;
    run.text = given.output.text ?? run.text;
    run.annotations.push(...given.output.annotations);
  }

  function setStatus(run: CheckRun, { status, conclusion }: v.InferOutput<typeof changedRun>): void {
    const { endedChecks } = state.unconfirmed;
    const hasEnded = run.status === "completed";
    if (hasEnded && endedChecks === "stay") return;
    if (conclusion !== undefined) {
      run.status = "completed";
      run.conclusion = conclusion;
    } else if (status === "completed" && run.conclusion === null) {
      throw new ApiError(422, 'Invalid request.\n\nNo subschema in "anyOf" matched.');
    } else if (status !== undefined) {
      if (hasEnded && status !== "completed" && endedChecks === "refused")
        throw new ApiError(422, "Check run is completed");
      run.status = status;
      if (status !== "completed" && endedChecks !== "keep-conclusion") run.conclusion = null;
    }
  }
}

function requireApp(request: ApiRequest): void {
  if (request.actor.kind !== "installation") throw new ApiError(403, "You must authenticate via a GitHub App.");
}
