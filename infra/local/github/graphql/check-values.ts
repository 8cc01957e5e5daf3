import { utcSeconds } from "../git-history.ts";
import { nodeId } from "../shapes/account.ts";
import { repositoryPage } from "../shapes/repository.ts";
import type { CheckRun, GithubState } from "../state.ts";
import { connection, type PageArguments, type Value } from "./connection.ts";

interface SuiteFilter {
  readonly appId?: number | null;
  readonly checkName?: string | null;
}

interface RunFilter extends SuiteFilter {
  readonly checkType?: "ALL" | "LATEST" | null;
}

type Filtered<Filter> = PageArguments & { readonly filterBy?: Filter | null };

/** The suites of check runs on a commit, one for each App: here there is one App. */
export function checkSuites(state: GithubState, commit: string, args: Filtered<SuiteFilter>): Value {
  const runs = [...state.checkRuns.values()].filter((run) => run.commit === commit).toReversed();
  const { appId, checkName } = args.filterBy ?? {};
  const isOurs = (appId ?? state.app.id) === state.app.id;
  const wanted = runs.filter(({ name }) => isOurs && (checkName ?? name) === name);
  return connection("checkSuites", args, [...new Set(wanted.map(({ suite }) => suite))], (suite) => ({
    id: nodeId("CS", suite),
    databaseId: suite,
    checkRuns: (given: Filtered<RunFilter>) => checkRuns(state, runs, given),
  }));
}

/** Newest first; where nothing else is asked for the newest of each name alone. */
function checkRuns(state: GithubState, runs: readonly CheckRun[], args: Filtered<RunFilter>): Value {
  const { appId, checkName, checkType } = args.filterBy ?? {};
  const wanted = runs.filter(({ name }) => (appId ?? state.app.id) === state.app.id && (checkName ?? name) === name);
  const latest = wanted.filter((run, index) => wanted.findIndex(({ name }) => name === run.name) === index);
  return connection("checkRuns", args, checkType === "ALL" ? wanted : latest, (run) => ({
    id: nodeId("CR", run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    externalId: run.externalId,
    title: run.title,
    summary: run.summary,
    text: run.text,
    permalink: `${repositoryPage(state)}/runs/${run.id}`,
    startedAt: utcSeconds(run.startedAt),
    annotations: (given: PageArguments) => connection("annotations", given, run.annotations, ({ path }) => ({ path })),
  }));
}
