import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { IssueRefusal, IssueReport, KeptIssue } from "../../workflows/ports/issues.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { hiddenMarker, isSameText } from "./put-comment.ts";
import { unlessMissing } from "./unless-missing.ts";

const maxTitle = 256;
const maxBody = 65_536;
const operation = "write an issue";

const issueSchema = v.object({
  number: v.number(),
  html_url: v.string(),
  repository_url: v.string(),
  title: v.string(),
  body: v.nullish(v.string(), ""),
  state: v.string(),
  user: v.nullish(v.object({ login: v.string(), type: v.string() })),
  performed_via_github_app: v.nullish(v.object({ id: v.number() })),
  pull_request: v.nullish(v.unknown()),
});
type Issue = v.InferOutput<typeof issueSchema>;

/** One repository, and what writing this App's issues there takes. */
interface IssueAccess {
  readonly client: GithubClient;
  readonly id: RepositoryId;
  readonly appId: number;
  /** The login of the account that the App writes as. */
  readonly botLogin: () => Promise<string>;
}

/**
 * Keeps this App's one issue of a marker. It is known by its number, whatever people made of its text; where that is not
 * known, or is another's by now, by its author and the marker that its text begins with: anybody can write a marker. The
 * oldest of several counts, and the others are closed.
 */
export async function putIssue(
  access: IssueAccess,
  report: IssueReport,
): Promise<KeptIssue | IssueRefusal | undefined> {
  const hidden = hiddenMarker(report.marker);
  const body = `${hidden}\n${report.body}`;
  if (body.length > maxBody || report.title.length > maxTitle) {
    throw new GithubError({ kind: "invalid", operation, detail: "the title or the text is too long" });
  }
  try {
    const [oldest, ...others] = await find(access, report.known, hidden);
    for (const { number, state } of others) {
      if (state === "open") await edit(access, number, { state: "closed", state_reason: "not_planned" });
    }
    if (oldest === undefined) {
      if (!report.isOpen || !(await report.mayMake())) return undefined;
      return kept(await make(access, report.title, body));
    }
    const fields = differing(oldest, { ...report, body });
    // Who deletes it in this moment has it made anew by the next round.
    const now = fields === undefined ? oldest : await unlessMissing(() => edit(access, oldest.number, fields));
    return now === undefined ? undefined : kept(now);
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    if (error.kind === "forbidden") return "forbidden";
    // GitHub's answer to whoever makes one where there are none: "Issues has been disabled in this repository."
    if (error.status === 410) return "disabled";
    throw error;
  }
}

function kept({ number, html_url: url }: Issue): KeptIssue {
  return { number, url };
}

async function find(access: IssueAccess, known: number | null, hidden: string): Promise<readonly Issue[]> {
  const remembered = known === null ? undefined : await read(access, known);
  if (remembered !== undefined && (await isOwn(access, remembered)) && !isOfAnother(remembered, hidden)) {
    return [remembered];
  }
  const { client, id, botLogin } = access;
  const creator = await botLogin();
  const all = await client.collect("list issues", v.array(issueSchema), (page) =>
    client.rest.issues.listForRepo({
      owner: id.owner,
      repo: id.name,
      creator,
      state: "all",
      sort: "created",
      direction: "asc",
      per_page: 100,
      page,
    }),
  );
  const own: Issue[] = [];
  for (const issue of all) {
    const isIssue = issue.pull_request === undefined || issue.pull_request === null;
    if (isIssue && issue.body.startsWith(hidden) && (await isOwn(access, issue))) own.push(issue);
  }
  return own.toSorted((a, b) => a.number - b.number);
}

/** undefined: there is none of that number any more, or it was moved to another repository, to which GitHub leads. */
async function read({ client, id }: IssueAccess, number: number): Promise<Issue | undefined> {
  const issue = await unlessMissing(() =>
    client.call("read an issue", issueSchema, () =>
      client.rest.issues.get({ owner: id.owner, repo: id.name, issue_number: number }),
    ),
  );
  if (issue === undefined) return undefined;
  const isHere = issue.repository_url.toLowerCase().endsWith(`/repos/${id.owner}/${id.name}`.toLowerCase());
  return isHere && issue.number === number ? issue : undefined;
}

/** [U] whether GitHub says of every issue which App wrote it: where it does not, the account that wrote it decides. */
async function isOwn({ appId, botLogin }: IssueAccess, { performed_via_github_app: app, user }: Issue) {
  if (app) return app.id === appId;
  return user?.type === "Bot" && user.login === (await botLogin());
}

const anyMarker = /^<!-- *bridgehead:[^>]*-->/;

function isOfAnother({ body }: Issue, hidden: string): boolean {
  return ![undefined, hidden].includes(anyMarker.exec(body)?.[0]);
}

interface IssueFields {
  readonly title?: string;
  readonly body?: string;
  readonly state?: "open" | "closed";
  readonly state_reason?: "completed" | "not_planned" | "reopened";
}

/** undefined: nothing does. */
function differing(issue: Issue, { title, body, isOpen }: Pick<IssueReport, "title" | "body" | "isOpen">) {
  const state = isOpen ? "open" : "closed";
  const fields: IssueFields = {
    ...(issue.title === title ? {} : { title }),
    ...(isSameText(issue.body, body) ? {} : { body }),
    ...(issue.state === state ? {} : { state, state_reason: isOpen ? "reopened" : "completed" }),
  };
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function make({ client, id }: IssueAccess, title: string, body: string): Promise<Issue> {
  return client.call(operation, issueSchema, () =>
    client.rest.issues.create({ owner: id.owner, repo: id.name, title, body }),
  );
}

function edit({ client, id }: IssueAccess, issue: number, fields: IssueFields): Promise<Issue> {
  return client.call(operation, issueSchema, () =>
    client.rest.issues.update({ owner: id.owner, repo: id.name, issue_number: issue, ...fields }),
  );
}
