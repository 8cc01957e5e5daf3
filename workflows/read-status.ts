import { parameterGone } from "./engine/plan/guards/drift-guards.ts";
import type { ResourceKinds } from "./engine/kinds/registry.ts";
import { standingOf } from "./engine/kinds/resource-kind.ts";
import type { ResourceStatus } from "./engine/plan/resource-status.ts";
import type { Patience } from "./calls/insist.ts";
import {
  changedOutside,
  isMadeAnew,
  type SurveyDeps,
  type SurveyedResource,
  surveyTarget,
  suspectedAt,
} from "./plan/survey.ts";

/** How every managed resource stands, sorted by key. Writes nothing. */
export async function readStatus(deps: SurveyDeps, patience: Patience): Promise<readonly ResourceStatus[]> {
  const { resources } = await surveyTarget(deps, patience);
  return resources.map((resource) => statusOf(resource, deps.kinds));
}

function statusOf(resource: SurveyedResource, kinds: ResourceKinds): ResourceStatus {
  const { record, change, look, isBusy, parameters } = resource;
  const state = look?.state ?? null;
  const { type } = change.key;
  const at = changedAt(resource);
  const kind = kinds.of(change.key);
  const { ready } = kind;
  const exists = change.live !== null;
  const differs = exists ? changedOutside(resource).map(({ path }) => path) : [];
  const followed = parameters.filter(({ modified }) => modified !== 0);
  const gone = new Set(resource.problems.filter(({ code }) => code === parameterGone.code).map(({ path }) => path));
  const newest = new Map(followed.map(({ path, version }) => [path, version]));
  return {
    type,
    name: record.name,
    id: record.id,
    stack: change.stack ?? null,
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
        ...(gone.has(path) ? { missing: true as const } : {}),
      })),
    },
    live: {
      exists,
      matches:
        exists &&
        record.state === "applied" &&
        differs.length === 0 &&
        !isMadeAnew(resource) &&
        suspectedAt(resource) === null,
      differs,
    },
    authorization: state,
    ...standingOf(kind, { ...record, desired: change.desired ?? record.desired }, state),
    usable: exists && (ready === null || (state !== null && ready.verdict(state) === "good")),
    inProgress: isBusy,
    ...(record.state === "applied" ? {} : { state: record.state }),
    ...(record.unwritten === undefined ? {} : { unwritten: record.unwritten }),
    ...(at === null ? {} : { changedAt: at }),
  };
}

/** When AWS says that it was last changed, where that was after the last apply; null: it was not, or nobody says. */
function changedAt({ record, look }: SurveyedResource): string | null {
  const [then, now] = [record.told?.modified ?? null, look?.told.modified ?? null];
  return then === null || now === null || now <= then ? null : new Date(now).toISOString();
}
