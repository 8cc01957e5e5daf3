import * as v from "valibot";
import { chunked } from "../../workflows/calls/all-pages.ts";
import type { CheckReport } from "../../workflows/ports/checks.ts";
import type { Told } from "../../workflows/ports/review.ts";
import type { Graph } from "./graph.ts";
import { checkKey, type KnownRuns, type Run } from "./check-runs.ts";
import type { Comment } from "./put-comment.ts";

/* What this App has written on GitHub, as GraphQL tells it. */

/** What a job knows of it. */
export interface Written {
  readonly appId: number;
  readonly comments: Map<number, readonly Comment[]>;
  /** By `checkKey`. */
  readonly checks: Map<string, KnownRuns>;
}

export const listOf = <Item>(node: v.GenericSchema<unknown, Item>) => v.object({ nodes: v.array(v.nullable(node)) });

export function present<Node>(list: { readonly nodes: readonly (Node | null)[] } | null): readonly Node[] {
  return (list?.nodes ?? []).filter((node): node is Node => node !== null);
}

/** Of a pull request. */
export const commentFields = (most: number): string =>
  `comments(first: ${most}) { pageInfo { hasNextPage } nodes { databaseId url body viewerDidAuthor } }`;

export const commentsSchema = v.object({
  pageInfo: v.object({ hasNextPage: v.boolean() }),
  nodes: v.array(
    v.nullable(v.object({ databaseId: v.number(), url: v.string(), body: v.string(), viewerDidAuthor: v.boolean() })),
  ),
});
type Comments = v.InferOutput<typeof commentsSchema>;

/** Of a commit: the App's runs of one name. Both are values of GraphQL, or names of variables. */
export const checkFields = (app: string, name: string): string => `checkSuites(first: 10, filterBy: { appId: ${app} }) {
  nodes { checkRuns(first: 100, filterBy: { checkName: ${name}, checkType: ALL }) {
    nodes { databaseId name status conclusion externalId title text permalink annotations(first: 1) { totalCount } }
  } }
}`;

const runSchema = v.object({
  databaseId: v.number(),
  name: v.string(),
  status: v.string(),
  conclusion: v.nullable(v.string()),
  externalId: v.nullable(v.string()),
  title: v.nullable(v.string()),
  text: v.nullable(v.string()),
  permalink: v.string(),
  annotations: v.nullable(v.object({ totalCount: v.number() })),
});

export const suitesSchema = v.nullable(listOf(v.object({ checkRuns: v.nullable(listOf(runSchema)) })));
type Suites = v.InferOutput<typeof suitesSchema>;

/** Only those that this App wrote; where there are more than came along, nothing is known. */
export function keepComments(number: number, comments: Comments, { appId, comments: kept }: Written): void {
  kept.delete(number);
  if (comments.pageInfo.hasNextPage) return;
  const own = present(comments).filter(({ viewerDidAuthor }) => viewerDidAuthor);
  kept.set(
    number,
    own.map(({ databaseId, url, body }) => {
      return { id: databaseId, html_url: url, body, user: null, performed_via_github_app: { id: appId } };
    }),
  );
}

export function keepChecks(
  { commit, name }: Pick<CheckReport, "commit" | "name">,
  suites: Suites,
  { appId, checks: kept }: Written,
): void {
  const key = checkKey({ commit, name });
  const found = present(suites)
    .flatMap(({ checkRuns }) => present(checkRuns))
    .filter((run) => run.name === name)
    .map((run): Run => ({
      id: run.databaseId,
      name: run.name,
      html_url: run.permalink,
      status: run.status.toLowerCase(),
      conclusion: run.conclusion?.toLowerCase() ?? null,
      external_id: run.externalId,
      app: { id: appId },
      output: { title: run.title, text: run.text, annotations_count: run.annotations?.totalCount ?? 0 },
    }));
  // What this job began itself may not be listed yet.
  const own = (kept.get(key)?.runs ?? []).filter(({ id }) => !found.some((run) => run.id === id));
  kept.set(key, { runs: [...own, ...found].toSorted((a, b) => b.id - a.id), isLooked: true });
}

/** Pull requests and commits of one question at most, and comments of each of these pull requests. */
const atOnce = 20;
const fewComments = 50;

const answerSchema = v.object({ repository: v.record(v.string(), v.unknown()) });
const pullSchema = v.object({ comments: commentsSchema });
const commitSchema = v.object({ oid: v.string(), checkSuites: suitesSchema });

/**
 * Finds what this App wrote where something is to be told, with one question for all of it. What is known already is not
 * asked for; what GitHub does not tell so is listed by whoever writes. So is a pull request where GraphQL names no
 * comment as the App's own: [U] whether it names any.
 */
export async function findWritten(
  { pullRequests, check, commits }: Told,
  graph: Graph,
  written: Written,
): Promise<void> {
  const { appId, comments, checks } = written;
  const fields = checkFields(String(appId), JSON.stringify(check));
  const wanted = [
    ...pullRequests
      .filter((number) => !comments.has(number))
      .map((number) => ({
        selection: `pullRequest(number: ${number}) { ${commentFields(fewComments)} }`,
        keep: (told: unknown) => {
          const pull = v.safeParse(pullSchema, told);
          if (!pull.success || !present(pull.output.comments).some(({ viewerDidAuthor }) => viewerDidAuthor)) return;
          keepComments(number, pull.output.comments, written);
        },
      })),
    ...commits
      .filter((commit) => !checks.has(checkKey({ commit, name: check })))
      .map((commit) => ({
        selection: `object(oid: "${commit}") { ... on Commit { oid ${fields} } }`,
        keep: (told: unknown) => {
          const found = v.safeParse(commitSchema, told);
          if (found.success) keepChecks({ commit, name: check }, found.output.checkSuites, written);
        },
      })),
  ];
  for (const page of chunked(wanted, atOnce)) {
    // One is one question either way.
    if (page.length < 2) continue;
    const selection = page.map((each, index) => `w${index}: ${each.selection}`).join(" ");
    const answer = await graph.ask("find what was written", answerSchema, selection);
    for (const [index, { keep }] of page.entries()) keep(answer?.repository[`w${index}`]);
  }
}
