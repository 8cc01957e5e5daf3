import { byRoute, depthOf, type GithubRequests } from "../support/github-requests.ts";
import { definitionsJson, startCountedWorkers } from "../support/counted-workers.ts";

/** Milliseconds that each answer of GitHub takes longer. Between requests nothing may take as long as the first. */
const LATENCIES = [250, 500] as const;
const comment = /^(?:POST|PATCH) repo\/issues\/(?:N\/comments|comments\/N)$/;

const idOf = (index: number): string => `c-${String(index).padStart(4, "0")}`;

/** Definitions in files of equal size: path -> text. */
function filesOf(definitions: number, files: number, description = "first"): Readonly<Record<string, string>> {
  const each = definitions / files;
  return Object.fromEntries(
    Array.from({ length: files }, (_, file) => {
      const ids = Array.from({ length: each }, (__, index) => idOf(file * each + index));
      return [`connections/f-${String(file).padStart(4, "0")}.json`, definitionsJson(ids, description)];
    }),
  );
}

/** The first files of a set, with other texts. */
const changed = (count: number, definitions: number, files: number, description: string) =>
  Object.fromEntries(Object.entries(filesOf(definitions, files, description)).slice(0, count));

/**
 * Prints what the planner and the applier ask of GitHub: how many requests, how many of them one after the other until
 * the comment is written, and how much later it comes for each millisecond that GitHub takes longer.
 */
export async function benchPlan(): Promise<void> {
  await plans("one definition", {}, (turn) => ({ [`connections/new-${turn}.json`]: definitionsJson([`new-${turn}`]) }));
  await plans("3,000 definitions in 30 files, 10 of them changed", filesOf(3_000, 30), (turn) =>
    changed(10, 3_000, 30, `turn ${turn}`),
  );
  await plans("3,000 files of one definition, 100 of them changed", filesOf(3_000, 3_000), (turn) =>
    changed(100, 3_000, 3_000, `turn ${turn}`),
  );
  for (const steps of [1, 2, 5, 10]) await applies(steps);
}

type Change = (turn: number | string) => Readonly<Record<string, string>>;

/** Each turn is a pull request of its own: the first is of a cold worker, the last ones differ in the latency alone. */
async function plans(name: string, base: Readonly<Record<string, string>>, change: Change): Promise<void> {
  await using workers = await startCountedWorkers(base);
  const measure = async (turn: number | string, latency: number): Promise<number> => {
    const number = await workers.propose(`turn-${turn}`, change(turn));
    return await timed(workers.plans, latency, () => workers.plan(number));
  };
  console.log(`\n## A plan: ${name}\n`);
  await measure("cold", LATENCIES[0]);
  print("cold worker", workers.plans);
  const times = [];
  for (const [turn, latency] of LATENCIES.entries()) times.push(await measure(turn, latency));
  print("warm worker", workers.plans, slope(times));
  const number = await workers.propose("turn-again", change("again"));
  await workers.plan(number);
  await workers.push(number, change("pushed"));
  await timed(workers.plans, LATENCIES[0], () => workers.plan(number));
  print("warm worker, second push", workers.plans);
}

/** As many pull requests are merged before the applier looks, each with a definition of its own. */
async function applies(steps: number): Promise<void> {
  await using workers = await startCountedWorkers({});
  const time = async (turn: string, latency: number): Promise<number> => {
    for (let step = 0; step < steps; step += 1) {
      const id = `${turn}-${step}`;
      const number = await workers.propose(id, { [`connections/${id}.json`]: definitionsJson([id]) });
      await workers.plan(number);
      await workers.merge(number);
    }
    const taken = await timed(workers.applies, latency, () => workers.apply());
    const { outcome } = workers.runs.at(-1) ?? {};
    if (outcome !== "applied") throw new Error(`what the bench measures was not applied: ${outcome}`);
    return taken;
  };
  console.log(`\n## An apply: ${steps} merged pull requests\n`);
  await time("first", LATENCIES[0]);
  print("cold worker", workers.applies);
  await time("second", LATENCIES[0]);
  print("warm worker", workers.applies);
}

/** Milliseconds until the comment was written, or until the end where none was. */
async function timed(requests: GithubRequests, latency: number, work: () => Promise<void>): Promise<number> {
  requests.begin(latency);
  const start = performance.now();
  await work();
  return requests.timeTo(comment) ?? performance.now() - start;
}

function slope([one = 0, other = 0]: readonly number[]): number {
  return (other - one) / (LATENCIES[1] - LATENCIES[0]);
}

function print(worker: string, requests: GithubRequests, timesLatency?: number): void {
  const all = requests.all();
  const before = depthOf(all, comment);
  const whole = Math.max(0, ...all.map(({ depth }) => depth));
  const measured = timesLatency === undefined ? "" : `; slope ${timesLatency.toFixed(2)}`;
  console.log(
    `${worker}: ${all.length} requests; ${before} one after the other up to the comment, ${whole} in all${measured}`,
  );
  for (const [route, count] of byRoute(all)) console.log(`  ${String(count).padStart(4)}  ${route}`);
}
