import { countedEngine, startCountedWorkers } from "../support/counted-workers.ts";
import { storedKey } from "../support/apply-bench.ts";
import { definitionJson } from "../support/pipeline.ts";
import type { WorkerPlace } from "./worker.ts";
import { startWorker, type WorkerProcess } from "./worker-process.ts";

/** How long the target's lock is held, in milliseconds. */
const LEASE_MS = 1_500;
/** Of each sort of connections. */
const EACH = 10;

/** A repository, an account and a ledger, in which one apply after another is to be done. */
export interface World extends AsyncDisposable {
  /** Merges what makes ten connections and changes ten; the credentials of ten more are rotated. */
  merge(): Promise<void>;
  /** Rotates ten credentials once more. */
  rotate(): void;
  startWorker(): WorkerProcess;
  /** What is not as everybody wants it in the end; empty: nothing. */
  wrong(): Promise<readonly string[]>;
  /** Connections with an older credential than their record says, where nothing says that this is in doubt. */
  olderThanRecorded(): Promise<readonly string[]>;
}

export async function startWorld(program: string): Promise<World> {
  const workers = await startCountedWorkers({ "README.md": "" });
  const { aws, ledger, evaluator, harness } = workers;
  let round = 0;
  /** Each with the description that it was last given. */
  const wanted = new Map<string, string>();
  /** By name: the value of each version of its parameter, oldest first. */
  const values = new Map<string, string[]>();
  const put = (name: string): void => {
    const known = values.get(name) ?? [];
    const value = `key-${known.length + 1}-of-${name}`;
    values.set(name, [...known, value]);
    aws.putParameter({ name: `/bridgehead/${name}/key`, value });
  };
  const rotate = (): void => tenOf("rotated").forEach(put);
  const merge = async (): Promise<void> => {
    round += 1;
    const made = tenOf(`made-${round}`);
    made.forEach(put);
    rotate();
    for (const name of [...made, ...tenOf("edited")]) wanted.set(name, `round ${round}`);
    const all = [...wanted].map(([name, description]) => definitionJson(name, { description }));
    const number = await workers.propose(`round-${round}`, { "connections/all.json": `[${all.join()}]` });
    await workers.plan(number);
    await workers.merge(number);
  };
  tenOf("edited").forEach(put);
  for (const name of tenOf("rotated")) wanted.set(name, "never changed");
  await merge();
  await workers.apply();

  const { repository, installationId: installation, apiUrl: githubUrl } = harness.github;
  const engine = countedEngine;
  const place: WorkerPlace = { awsUrl: aws.url, githubUrl, repository, installation, engine, leaseMs: LEASE_MS };
  const { signal } = new AbortController();
  const evaluate = (...[files, kinds]: Parameters<typeof evaluator.evaluate>) =>
    evaluator.evaluate(files, kinds, signal);

  return {
    merge,
    rotate,
    startWorker: () => startWorker(program, place, { ledger, evaluator: { evaluate } }),
    async wrong() {
      const [records, intents] = await Promise.all([ledger.records(), ledger.intents()]);
      const states = new Map(records.map(({ name, state }) => [name, state]));
      const creates = aws
        .requests()
        .filter(({ operation, outcome }) => operation === "CreateResource" && outcome === "ok");
      const timesMade = (name: string): number =>
        new Set(creates.filter((each) => each.name === name).map(({ clientToken }) => clientToken)).size;
      return [
        ...[...wanted].flatMap(([name, description]) => [
          ...(timesMade(name) === 1 ? [] : [`${name} was created ${timesMade(name)} times`]),
          ...(storedKey({ aws }, name) === values.get(name)?.at(-1) ? [] : [`${name} has an older credential`]),
          ...(aws.storedConnection(name)?.properties["Description"] === description
            ? []
            : [`${name} is not as defined`]),
          ...(states.get(name) === "applied" ? [] : [`the record of ${name} is ${states.get(name)}`]),
        ]),
        ...aws.connectionNames().flatMap((name) => (wanted.has(name) ? [] : [`${name} is still there`])),
        ...intents.map(({ name }) => `${name} has something begun`),
      ];
    },
    async olderThanRecorded() {
      const doubted = new Set((await ledger.intents()).map(({ name }) => name));
      return (await ledger.records())
        .filter(({ name, state }) => state === "applied" && !doubted.has(name))
        .filter(({ name, parameters: [parameter] }) => {
          const known = values.get(name) ?? [];
          const stored = String(storedKey({ aws }, name));
          return known.includes(stored) && known.indexOf(stored) + 1 < (parameter?.version ?? 0);
        })
        .map(({ name }) => `${name} has an older credential than its record says`);
    },
    [Symbol.asyncDispose]: () => workers[Symbol.asyncDispose](),
  };
}

function tenOf(sort: string): readonly string[] {
  return Array.from({ length: EACH }, (_, index) => `${sort}-${index}`);
}
