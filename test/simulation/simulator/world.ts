import { createDynamodbLedger } from "../../../infra/aws/dynamodb-ledger.ts";
import { CONNECTION_TYPE } from "../../../workflows/engine/kinds/connection/schema.ts";
import type { Ledger } from "../../../workflows/ports/ledger.ts";
import { createAws, type SimulatedAws } from "./aws.ts";
import type { Evaluations } from "./evaluations.ts";
import { createGithub, doingsAt, type Doings, type Github } from "./github.ts";
import { createHooks, type Hooks } from "./hooks.ts";
import type { Pinned, Submission } from "./ports.ts";
import { createBodies } from "./processes.ts";
import { createQueue, type Queue } from "./queue.ts";
import { createScheduler, type Process, type Scheduler } from "./scheduler.ts";
import { createTable, type Table } from "./table.ts";
import { fateBy, noTrouble, RECONCILE_MS, type Trouble } from "./trouble.ts";

const START = Date.UTC(2026, 0, 2, 3, 4, 5);
/** How long an invocation lives, and for how much of that its signal is not aborted. */
const INVOCATION_MS = 900_000;
const RESERVE_MS = 10_000;
const WEBHOOK_MS = 20_000;
export interface World {
  readonly scheduler: Scheduler;
  readonly github: Github;
  readonly people: Doings;
  readonly hooks: Hooks;
  readonly aws: SimulatedAws;
  readonly table: Table;
  readonly queue: Queue;
  readonly trouble: Trouble;
  readonly submissions: readonly Submission[];
  readonly pins: readonly Pinned[];
  /** What was written to logs. */
  readonly logged: readonly string[];
  /** Processes that have not ended. */
  readonly alive: ReadonlySet<Process>;
  /** The ledger as whoever checks it reads it: nothing comes between. */
  readonly ledger: Ledger;
}

/** One stack with all that is outside of it. */
export function createWorld(seed: number, evaluations: Evaluations, note: (line: string) => void): World {
  const trouble: Trouble = { ...noTrouble };
  const scheduler = createScheduler({ start: START, fateOf: (...given) => fateBy(trouble, ...given), note });
  const { now, at } = scheduler;
  const github = createGithub(seed, { "README.md": "connections" });
  const aws = createAws(now);
  const table = createTable();
  const submissions: Submission[] = [];
  const pins: Pinned[] = [];
  const logged: string[] = [];
  const alive = new Set<Process>();

  const bodies = createBodies({
    scheduler,
    github,
    aws,
    table,
    trouble,
    submissions,
    pins,
    logged,
    evaluations,
    note,
    queue: () => world.queue,
    deliveries: () => hooks.deliveries,
  });

  let begun = 0;
  /** An invocation of a function: it ends by itself, or AWS ends it. */
  function invoke(
    name: string,
    milliseconds: number,
    body: (process: Process, signal: AbortSignal) => Promise<unknown>,
    end: (error: unknown) => void,
  ): void {
    begun += 1;
    const abort = new AbortController();
    const process = scheduler.spawn(
      `${name} ${begun}`,
      (spawned) => body(spawned, abort.signal),
      (error) => {
        alive.delete(process);
        if (error !== undefined) note(`${process.name} failed: ${error instanceof Error ? error.message : "?"}`);
        end(error);
      },
    );
    process.onDeath = () => alive.delete(process);
    if (!process.isDead) alive.add(process);
    at(now() + milliseconds - RESERVE_MS, () => abort.abort(new Error("the time of the invocation is over")));
    at(now() + milliseconds, () => {
      // What sleeps, sleeps past its end.
      if (!process.isAsleep) scheduler.kill(process);
    });
  }

  const hooks = createHooks({
    now,
    at,
    send: (event, guid, body, ended) =>
      invoke(
        `webhook ${event}`,
        WEBHOOK_MS,
        (process) => bodies.webhook(process, event, guid, body),
        (error) => ended(error === undefined),
      ),
  });

  function round(): void {
    invoke("reconciler", INVOCATION_MS, bodies.round, () => undefined);
    at(now() + trouble.roundEvery, round);
  }

  const world: World = {
    scheduler,
    github,
    people: doingsAt(github, now, (...given) => hooks.emit(...given)),
    hooks,
    aws,
    table,
    queue: createQueue({
      now,
      at,
      deliver(message, ended) {
        let isAcknowledged = false;
        const body = async (process: Process, signal: AbortSignal): Promise<void> => {
          isAcknowledged = await bodies.work(process, message, signal);
        };
        const name = message.name === "plan" ? "planner" : "applier";
        invoke(name, INVOCATION_MS, body, () => ended(isAcknowledged));
      },
    }),
    trouble,
    submissions,
    pins,
    logged,
    alive,
    ledger: createDynamodbLedger({
      client: table.client(async (_, make) => make()),
      table: "ledger",
      firstType: CONNECTION_TYPE,
      clock: { now, sleep: async () => undefined },
    }),
  };
  at(START + RECONCILE_MS, round);
  return world;
}
