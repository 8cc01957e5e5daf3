import { askedFor } from "../engine/plan/choose.ts";
import { dangersOf, dangerText } from "../engine/plan/review/dangers.ts";
import { keyText } from "../engine/values/key.ts";
import type { Config } from "../engine/config/config.ts";
import type { Plan } from "../engine/plan/plan.ts";
import { type DriftedResource, ignoredCount } from "../plan/drift-of.ts";
import type { IssueRefusal, KeptIssue } from "../ports/issues.ts";
import type { DriftMemory, RememberedResource } from "../ports/drift.ts";
import type { ResourceRecord } from "../ports/ledger.ts";
import { DefinitionFileError, type Source } from "../ports/source.ts";
import { driftBody, driftTitle, noDriftBody, type ToldDrift, type ToldTarget } from "../render/drift-issue.ts";
import { definitionPath } from "../render/markdown.ts";
import { placeAt } from "../render/context.ts";
import type { ReconcileDeps, RepositoryRound } from "./context.ts";
import { isRepairable } from "./repair.ts";

/** How long nobody else makes the issue that a round makes, in milliseconds: less than from one round to the next. */
const MAKING_MS = 10 * 60 * 1000;
/** So many files are looked into for the line of a definition; what is less dangerous is linked without one. */
const MOST_FILES = 20;

/** What a round found, and what is known of it from before. */
export interface DriftToTell {
  readonly plan: Plan;
  readonly drifted: readonly DriftedResource[];
  readonly unread: readonly ResourceRecord[];
  readonly remembered: readonly RememberedResource[];
  /** What the rounds before it kept; undefined: nothing. */
  readonly before: DriftMemory | undefined;
  /** Whether what is no danger is undone by an apply that nobody asked for. */
  readonly repairs: boolean;
}

/** Keeps the one issue of the target. undefined: there is none, and none is needed. */
export async function tellDrift(
  found: DriftToTell,
  config: Config,
  round: RepositoryRound,
  deps: ReconcileDeps,
): Promise<KeptIssue | IssueRefusal | undefined> {
  const { forge } = round;
  const { target, ledger } = deps;
  const told = await toldOf(found, config, round, deps);
  const isOpen = told.drifted.length > 0;
  if (!isOpen && found.before !== undefined && !mayBeTold(found.before)) return undefined;
  const place = placeAt(
    { folder: config.definitions, repository: forge.id, webUrl: forge.webUrl },
    round.branch.split("/").map(encodeURIComponent).join("/"),
  );
  const context = { kinds: deps.kinds, place, branch: round.branch, workflow: deps.workflow };
  const name = `${target.account}/${target.region}/${target.stage}`;
  return await forge.issues.putIssue({
    marker: `<!-- bridgehead:drift:v1 ${name} -->`,
    title: driftTitle(target),
    body: isOpen ? driftBody(told, context) : noDriftBody(target),
    isOpen,
    known: found.before?.issue ?? null,
    mayMake: () => ledger.claim(`reconcile:drift-issue:${forge.id.id}`, MAKING_MS),
  });
}

/** Whether there may be an issue: the number of one that another round makes at the same time is not known. */
function mayBeTold({ issue, resources }: DriftMemory): boolean {
  return issue !== null || resources.some(({ since }) => Object.keys(since).length > 0);
}

async function toldOf(
  found: DriftToTell,
  { definitions: folder }: Config,
  { forge, tip }: RepositoryRound,
  { kinds, target }: ReconcileDeps,
): Promise<ToldTarget> {
  const sinceOf = new Map(found.remembered.map(({ key, since }) => [keyText(key), since]));
  const lineOf = createLines(forge.source, tip, folder);
  const all = [...found.drifted.map(({ resource }) => resource.record), ...found.plan.changes, ...found.unread];
  const managed = [...new Map(all.map((each) => [keyText(each.key), each])).values()];
  const drifted: ToldDrift[] = [];
  for (const drift of found.drifted.filter(({ causes }) => causes.length > 0)) {
    const { record, change } = drift.resource;
    const { key, id, name, file } = record;
    const [danger] = dangersOf(change, record, kinds.of(key));
    drifted.push({
      key,
      id,
      name,
      file,
      drift,
      line: await lineOf(file, id),
      since: sinceOf.get(keyText(key)) ?? {},
      asked: askedFor(change, managed),
      danger: danger === undefined ? null : dangerText(danger),
      isRepaired: found.repairs && isRepairable(drift, kinds),
    });
  }
  const waiting = found.unread.filter(({ key }) => Object.keys(sinceOf.get(keyText(key)) ?? {}).length === 0);
  for (const record of found.unread) {
    if (waiting.includes(record)) continue;
    const { key, id, name, file } = record;
    const since = sinceOf.get(keyText(key)) ?? {};
    drifted.push({
      key,
      id,
      name,
      file,
      drift: null,
      line: null,
      since,
      asked: askedFor(record, managed),
      danger: null,
      isRepaired: false,
    });
  }
  return {
    target,
    drifted,
    managed: managed.length,
    waiting: waiting.length,
    ignored: ignoredCount(found.drifted),
  };
}

/** Where definitions stand in their files. A record has no line, and nothing that a file says is evaluated here. */
function createLines(source: Source, tip: string, folder: string) {
  const texts = new Map<string, Promise<string | undefined>>();
  return async (file: string, id: string): Promise<number | null> => {
    if (!texts.has(file) && texts.size >= MOST_FILES) return null;
    const text = texts.get(file) ?? textAt(source, tip, definitionPath(folder, file));
    texts.set(file, text);
    return lineOfId((await text) ?? "", id);
  };
}

/** undefined: there is none, or none that is read. */
async function textAt(source: Source, tip: string, path: string): Promise<string | undefined> {
  try {
    return await source.file(tip, path);
  } catch (error) {
    if (error instanceof DefinitionFileError) return undefined;
    throw error;
  }
}

/** The line where a definition of that id seems to begin; null: none does, or several may. */
export function lineOfId(text: string, id: string): number | null {
  const lines = text.split("\n");
  const quoted = ['"', "'", "`"].map((quote) => `${quote}${id}${quote}`);
  const found = lines.flatMap((line, index) => (quoted.some((each) => line.includes(each)) ? [index + 1] : []));
  const begins = found.filter((number) => {
    const line = lines[number - 1] ?? "";
    return quoted.some((each) => line.includes(`(${each}`) || line.replaceAll(" ", "").includes(`"id":${each}`));
  });
  const [line, ...others] = begins.length > 0 ? begins : found;
  return line === undefined || others.length > 0 ? null : line;
}
