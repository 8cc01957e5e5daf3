import { byRoute, depthOf, type GithubRequests } from "../support/github-requests.ts";
import { definitionsJson, startCountedWorkers } from "../support/counted-workers.ts";

/** Milliseconds that each answer of GitHub takes longer. Between requests nothing may take as long as the first. */
const LATENCIES = [250, 500] as const;
const check = /^PATCH repo\/check-runs\/N$/;
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
 * the comment is written, and how much later it comes for each millisecond that GitHub takes longer. By then GitHub has
 * tried the merge: each time that it has to be asked again is a request and a round more, and how often that is says
 * nothing but how fast this machine runs git.
 */
export async function benchPlan(): Promise<void> {
  const begun = performance.now();
  await plans("one definition", {}, (turn) => ({ [`connections/new-${turn}.json`]: definitionsJson([`new-${turn}`]) }));
  await plans("3,000 definitions in 30 files, 10 of them changed", filesOf(3_000, 30), (turn) =>
    changed(10, 3_000, 30, `turn ${turn}`),
  );
  await plans("3,000 files of one definition, 100 of them changed", filesOf(3_000, 3_000), (turn) =>
    changed(100, 3_000, 3_000, `turn ${turn}`),
  );
  await forks();
  for (const steps of [1, 2, 5, 10]) await applies(steps);
  console.error(`\nit took ${Math.round((performance.now() - begun) / 1000)} s`);
}

/** The head of a fork's, before somebody who may write asks for its plan, and then. */
async function forks(): Promise<void> {
  await using workers = await startCountedWorkers({ "connections/known.json": definitionsJson(["known"]) });
  await workers.plan(await workers.propose("known", { "connections/other.json": definitionsJson(["other"]) }));
  const number = await workers.proposeFromFork("topic", { "connections/new.json": definitionsJson(["new"]) });
  console.log("\n## A plan: one definition of a fork's head\n");
  await workers.tried(number);
  await timed(workers.plans, LATENCIES[0], () => workers.planOfFork(number, "unasked"));
  print("nobody asked, warm worker", workers.plans, check);
  await timed(workers.plans, LATENCIES[0], () => workers.planOfFork(number, "asked"));
  print("somebody asked, warm worker", workers.plans);
}

type Change = (turn: number | string) => Readonly<Record<string, string>>;

/** Each turn is a pull request of its own: the first is of a cold worker, the last ones differ in the latency alone. */
async function plans(name: string, base: Readonly<Record<string, string>>, change: Change): Promise<void> {
  await using workers = await startCountedWorkers(base);
  const measure = async (turn: number | string, latency: number): Promise<number> => {
    const number = await workers.propose(`turn-${turn}`, change(turn));
    await workers.tried(number);
    return await timed(workers.plans, latency, () => workers.plan(number));
  };
  console.log(`\n## A plan: ${name}\n`);
  await measure("cold", LATENCIES[0]);
  print("cold worker", workers.plans);
  const times = [];
  for (const [turn, latency] of LATENCIES.entries()) times.push(await measure(turn, latency));
  print("warm worker", workers.plans, comment, slope(times));
  const number = await workers.propose("turn-again", change("again"));
  await workers.plan(number);
  await workers.push(number, change("pushed"));
  await workers.tried(number);
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

function print(worker: string, requests: GithubRequests, end = comment, timesLatency?: number): void {
  const all = requests.all();
  const before = depthOf(all, end);
  const whole = Math.max(0, ...all.map(({ depth }) => depth));
  const measured = timesLatency === undefined ? "" : `; slope ${timesLatency.toFixed(2)}`;
  console.log(
    `${worker}: ${all.length} requests; ${before} one after the other up to ${end === comment ? "the comment" : "the check"}, ${whole} in all${measured}`,
  );
  for (const [route, count] of byRoute(all)) console.log(`  ${String(count).padStart(4)}  ${route}`);
}
