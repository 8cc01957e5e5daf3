import { createDynamodbLedger } from "../../../infra/aws/dynamodb-ledger.ts";
import { summariseError } from "../../../infra/log/error-summary.ts";
import { CONNECTION_TYPE } from "../../../workflows/engine/kinds/connection/schema.ts";
import type { Clock } from "../../../workflows/ports/clock.ts";
import type { JobQueue } from "../../../workflows/ports/jobs.ts";
import type { ClaimingRole, Ledger } from "../../../workflows/ports/ledger.ts";
import type { Log } from "../../../workflows/ports/log.ts";
import type { SimulatedAws } from "./aws.ts";
import type { Calling } from "./calling.ts";
import { createForge } from "./forge.ts";
import type { Github } from "./github.ts";
import type { Queue } from "./queue.ts";
import type { Process, Scheduler } from "./scheduler.ts";
import type { Table } from "./table.ts";
import type { Trouble } from "./trouble.ts";

/** What a writer asked AWS for, and on what ground. */
export interface Submission {
  readonly clientToken: string;
  readonly name: string;
  readonly operation: "create" | "update" | "delete";
  /** The commit that its run had begun with. */
  readonly commit: string | undefined;
  /** When its process began. */
  readonly since: number;
  readonly at: number;
}

/** A commit that a run began with. */
export interface Pinned {
  readonly commit: string | null;
  readonly at: number;
}

/** What ports are made of. */
export interface Parts {
  readonly scheduler: Scheduler;
  readonly github: Github;
  readonly aws: SimulatedAws;
  readonly table: Table;
  readonly trouble: Trouble;
  readonly submissions: Submission[];
  readonly pins: Pinned[];
  readonly logged: string[];
  readonly note: (line: string) => void;
  readonly queue: () => Queue;
}

/** What each process has of the outside: every call of it goes through the scheduler. */
export function createPorts({ scheduler, github, aws, table, trouble, submissions, pins, logged, note, queue }: Parts) {
  const { now } = scheduler;

  function callingOf(process: Process): Calling {
    return (name, make) =>
      scheduler.call(process, name, () => {
        const fault = trouble.faultOf(name);
        if (fault?.when === "before") throw fault.error;
        const result = make();
        if (fault?.when === "after") throw fault.error;
        return result;
      });
  }

  const logOf = (name: string): Log => {
    const write = (message: string, more: object = {}): void => {
      const line = `${name}: ${message} ${JSON.stringify(more)}`;
      logged.push(line);
      note(line);
    };
    return {
      info: write,
      warn: write,
      error: (message, error, fields) => write(message, { ...fields, error: summariseError(error) }),
    };
  };

  function portsOf(process: Process, role: ClaimingRole) {
    const call = callingOf(process);
    const clock: Clock = { now, sleep: (time, signal) => scheduler.sleep(process, time, signal) };
    const client = table.client(call);
    const ledger = createDynamodbLedger({ client, table: "ledger", firstType: CONNECTION_TYPE, clock, role });
    const jobs: JobQueue = {
      send: (job, group, key) => call("queue.send", () => queue().send(job, group, key)),
    };
    const forge = createForge({ github, call, now, indexLag: trouble.indexLag });
    const log = logOf(process.name);
    return { call, clock, ledger, queue: jobs, forge, log, aws: aws.ports(call) };
  }

  /** The applier's, of which is noted what it asks AWS for. */
  function applierOf(process: Process) {
    const ports = portsOf(process, "applier");
    const since = now();
    let commit: string | undefined;
    const { source } = ports.forge;
    const tip: typeof source.tip = async (branch) => {
      commit = await source.tip(branch);
      return commit;
    };
    const forge = { ...ports.forge, source: { ...source, tip } };
    const pin: Ledger["pin"] = (lease, id, given) => {
      commit = given.pinned ?? undefined;
      pins.push({ commit: given.pinned, at: now() });
      return ports.ledger.pin(lease, id, given);
    };
    const { resources } = ports.aws;
    const submitted = (operation: Submission["operation"], name: string, clientToken: string): void =>
      void submissions.push({
        clientToken,
        name,
        operation,
        commit: commit ?? pins.at(-1)?.commit ?? undefined,
        since,
        at: now(),
      });
    const writer: typeof resources = {
      ...resources,
      create(key, desired, token, signal) {
        submitted("create", key.identifier, token);
        return resources.create(key, desired, token, signal);
      },
      update(key, patch, token, signal) {
        submitted("update", key.identifier, token);
        return resources.update(key, patch, token, signal);
      },
      delete(key, token, signal) {
        submitted("delete", key.identifier, token);
        return resources.delete(key, token, signal);
      },
    };
    return { ...ports, forge, ledger: { ...ports.ledger, pin }, aws: { ...ports.aws, resources: writer } };
  }

  return { portsOf, applierOf };
}
