import { createApplyWorker, createPlanWorker } from "../../../infra/compose/do-jobs.ts";
import { handleMessage, type Inbox } from "../../../infra/jobs/handle-message.ts";
import { queuePolicy } from "../../../infra/jobs/queue-policy.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";
import type { Evaluator } from "../../../workflows/ports/evaluator.ts";
import type { HookDeliveries } from "../../../workflows/ports/deliveries.ts";
import { type ApplyJob, type Job, type PlanJob, targetName } from "../../../workflows/ports/jobs.ts";
import { receiveWebhook, webhookPath } from "../../../workflows/receive-webhook.ts";
import { reconcile } from "../../../workflows/reconcile.ts";
import { caps, target } from "../../support/definitions.ts";
import { calling } from "./calling.ts";
import { evaluated, type Evaluations } from "./evaluations.ts";
import { installation, repository } from "./github.ts";
import type { Hooks } from "./hooks.ts";
import { createPorts, type Parts } from "./ports.ts";
import type { Delivered } from "./queue.ts";
import type { Process } from "./scheduler.ts";

export const workflow = ".github/workflows/bridgehead.yml";
const engine = "simulated";
const served: ReadonlySet<number> = new Set([repository.id]);
const fingerprintKey = new SecretText("the key of fingerprints");
/** As they are deployed. */
const indexWaits = [1_000, 3_000, 6_000];
const shared = { kinds: builtinKinds, target, caps, engine, repositories: served };

interface BodyParts extends Parts {
  readonly evaluations: Evaluations;
  readonly deliveries: () => Hooks["deliveries"];
}

/** What each function of the stack does when it is invoked. */
export function createBodies(parts: BodyParts) {
  const { evaluations, deliveries } = parts;
  const { portsOf, applierOf } = createPorts(parts);

  /** Whether the message is acknowledged. */
  async function work(process: Process, message: Delivered, signal: AbortSignal): Promise<boolean> {
    const ports = message.name === "plan" ? portsOf(process, "planner") : applierOf(process);
    const { call, forge, clock, ledger, log, queue, aws } = ports;
    const evaluate: Evaluator["evaluate"] = (files) => call("evaluate", () => evaluated(files, evaluations));
    const made = { evaluator: { evaluate }, forgeOf: async () => forge, fingerprintKey: async () => fingerprintKey };
    const joined = { ...shared, ...made, clock, ledger, log, queue };
    const inbox = async () => calling<Inbox>("queue", parts.queue().inbox, call);
    const handling = { inbox, policy: queuePolicy, clock, log };
    if (message.name === "plan") {
      const accepts = (job: Job): job is PlanJob => job.kind !== "apply" && job.kind !== "dispatch";
      const load = async () => createPlanWorker({ ...joined, aws });
      return await handleMessage(message, { ...handling, accepts, load }, signal);
    }
    const accepts = (job: Job): job is ApplyJob => job.kind === "apply" || job.kind === "dispatch";
    const newRun = (): string => `run of ${process.name}`;
    const load = async () => createApplyWorker({ ...joined, aws: ports.aws, workflow, newRun, indexWaits });
    return await handleMessage(message, { ...handling, accepts, load }, signal);
  }

  async function webhook(process: Process, event: string, guid: string, body: string): Promise<void> {
    const { queue, clock } = portsOf(process, "applier");
    const headers = { "x-github-event": event, "x-github-delivery": guid, "x-hub-signature-256": "sha256=good" };
    const request = { method: "POST", path: webhookPath, headers, body: Buffer.from(body) };
    const deps = { verifySignature: async () => true, queue, clock, repositories: served, workflow };
    const { status } = await receiveWebhook(request, { ...deps, target: targetName(target) });
    if (status >= 400) throw new Error(`the webhook was answered with ${status}`);
  }

  async function round(process: Process, signal: AbortSignal): Promise<void> {
    const { call, clock, ledger, log, queue, forge, aws } = portsOf(process, "reconciler");
    const found = async () => [{ forge, installation }];
    const asked = calling<HookDeliveries>("deliveries", deliveries(), call);
    const settings = { workflow, mayRepair: false };
    await reconcile(
      { ...shared, ...settings, clock, ledger, log, queue, aws, deliveries: asked, served: found },
      signal,
    );
  }

  return { work, webhook, round };
}
