import * as v from "valibot";
import {
  accountOf,
  ApiError,
  type ApiRequest,
  gitText,
  json,
  notFound,
  numberParam,
  parseBody,
  type Route,
  validationFailed,
} from "../api.ts";
import { mayWriteIn } from "../create-state.ts";
import { paged } from "../pagination.ts";
import { issueOfPullShape, issueShape } from "../shapes/issue.ts";
import type { GithubState, Issue, Pull } from "../state.ts";

const maxBody = 65_536;
const maxTitle = 256;
const labels = v.array(v.union([v.string(), v.object({ name: v.string() })]));
const title = v.pipe(gitText, v.minLength(1));
const newIssue = v.object({
  title,
  body: v.optional(v.nullable(v.string()), null),
  labels: v.optional(labels, []),
});
const edit = v.object({
  title: v.optional(title),
  body: v.optional(v.nullable(v.string())),
  state: v.optional(v.picklist(["open", "closed"])),
  state_reason: v.optional(v.nullable(v.picklist(["completed", "not_planned", "reopened", "duplicate"]))),
  labels: v.optional(labels),
});

/** Issues. As on GitHub each pull request is one, too, in lists. */
export function issueRoutes(state: GithubState): readonly Route[] {
  const base = "/repos/:owner/:repo/issues";
  return [
    { method: "GET", path: base, access: "read", handle: (request) => paged(request, listed(request), shape) },
    {
      method: "POST",
      path: base,
      access: "read",
      handle(request) {
        const asked = parseBody(newIssue, request, "Issue");
        checkLengths(asked);
        const author = accountOf(request);
        const now = state.now();
        const issue: Issue = {
          id: state.nextId(),
          number: state.nextNumber(),
          title: asked.title,
          body: asked.body,
          // Whoever may not write sets none, and is not told so.
          labels: mayWriteIn(state, author) ? asked.labels.map(labelName) : [],
          open: true,
          reason: null,
          author,
          viaApp: request.actor.kind === "installation",
          createdAt: now,
          updatedAt: now,
          closedAt: null,
        };
        state.issues.set(issue.number, issue);
        return json(issueShape(state, issue), 201);
      },
    },
    { method: "GET", path: `${base}/:number`, access: "read", handle: (request) => json(shape(named(request))) },
    {
      method: "PATCH",
      path: `${base}/:number`,
      access: "read",
      handle(request) {
        const issue = named(request);
        if ("headRef" in issue) throw notFound();
        const account = accountOf(request);
        if (issue.author !== account && !mayWriteIn(state, account)) {
          throw new ApiError(403, "Must have admin rights to Repository.");
        }
        const asked = parseBody(edit, request, "Issue");
        checkLengths(asked);
        change(issue, asked);
        return json(issueShape(state, issue));
      },
    },
    {
      // By the REST API nobody can.
      method: "DELETE",
      path: "/_bridgehead/repos/:owner/:repo/issues/:number",
      access: "write",
      handle(request) {
        const number = numberParam(request, "number");
        if (state.issues.delete(number)) state.deletedIssues.add(number);
        return { status: 204 };
      },
    },
  ];

  function change(issue: Issue, asked: v.InferOutput<typeof edit>): void {
    const now = state.now();
    if (asked.title !== undefined) issue.title = asked.title;
    if (asked.body !== undefined) issue.body = asked.body;
    if (asked.labels !== undefined) issue.labels = asked.labels.map(labelName);
    if (asked.state !== undefined) {
      const isOpen = asked.state === "open";
      if (isOpen !== issue.open) issue.closedAt = isOpen ? null : now;
      const given = asked.state_reason ?? (isOpen ? "reopened" : "completed");
      if (isOpen !== issue.open || asked.state_reason !== undefined) issue.reason = given;
      issue.open = isOpen;
    }
    issue.updatedAt = now;
  }

  function shape(item: Issue | Pull): Readonly<Record<string, unknown>> {
    return "headRef" in item ? issueOfPullShape(state, item) : issueShape(state, item);
  }

  function named(request: ApiRequest): Issue | Pull {
    const number = numberParam(request, "number");
    if (state.deletedIssues.has(number)) throw new ApiError(410, "This issue was deleted");
    const found = state.issues.get(number) ?? state.pulls.get(number);
    if (found === undefined) throw notFound();
    return found;
  }

  function listed({ query }: ApiRequest): readonly (Issue | Pull)[] {
    const wanted = query.get("state") ?? "open";
    const creator = query.get("creator")?.toLowerCase();
    const names = (query.get("labels") ?? "").split(",").filter((name) => name !== "");
    const isOldestFirst = query.get("direction") === "asc";
    const all = [...state.issues.values(), ...state.pulls.values()]
      .filter(({ open }) => wanted === "all" || open === (wanted === "open"))
      .filter(({ author }) => creator === undefined || author.login.toLowerCase() === creator)
      .filter((item) => names.every((name) => "labels" in item && item.labels.includes(name)));
    return all.toSorted((a, b) => (isOldestFirst ? a.number - b.number : b.number - a.number));
  }
}

function labelName(label: string | { readonly name: string }): string {
  return typeof label === "string" ? label : label.name;
}

function checkLengths(asked: { readonly title?: string | undefined; readonly body?: string | null | undefined }): void {
  const tooLong = (field: string, most: number) =>
    validationFailed({
      resource: "Issue",
      code: "custom",
      field,
      message: `${field} is too long (maximum is ${most} characters)`,
    });
  if ((asked.title ?? "").length > maxTitle) throw tooLong("title", maxTitle);
  if ((asked.body ?? "").length > maxBody) throw tooLong("body", maxBody);
}
