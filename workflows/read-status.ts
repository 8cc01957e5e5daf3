import { verdictOf } from "./await-authorization.ts";
import type { ConnectionStatus } from "./engine/resource-status.ts";
import { changedOutside, type SurveyDeps, type SurveyedConnection, surveyTarget } from "./survey-target.ts";

/** How every managed connection stands, sorted by name. Writes nothing. */
export async function readStatus(deps: SurveyDeps, signal: AbortSignal): Promise<readonly ConnectionStatus[]> {
  return (await surveyTarget(deps, signal)).connections.map(statusOf);
}

function statusOf(connection: SurveyedConnection): ConnectionStatus {
  const { record, change, state, isBusy, parameters } = connection;
  const exists = change.live !== null;
  const differs = exists ? changedOutside(connection).map(({ path }) => path) : [];
  const followed = parameters.filter(({ modified }) => modified !== 0);
  const newest = new Map(followed.map(({ path, version }) => [path, version]));
  return {
    name: record.name,
    id: record.id,
    file: record.file,
    record: {
      appliedAt: new Date(record.appliedAt).toISOString(),
      run: record.run,
      commit: record.commit,
      arn: record.arn,
      parameters: record.parameters.map(({ path, version, modified }) => ({
        path,
        version,
        newest: modified === 0 ? null : (newest.get(path) ?? null),
      })),
    },
    live: { exists, matches: exists && differs.length === 0, differs },
    authorization: state,
    usable: exists && state !== null && verdictOf(state) === "good",
    inProgress: isBusy,
  };
}
