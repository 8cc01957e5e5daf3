import {
  CreateResourceCommand,
  GetResourceCommand,
  GetResourceRequestStatusCommand,
  type ProgressEvent,
  UpdateResourceCommand,
} from "@aws-sdk/client-cloudcontrol";
import { expect } from "vitest";
import type { LocalAwsOptions } from "../../../infra/local/aws/start-local-aws.ts";
import { gadgets } from "../../support/made-up-kinds.ts";
import { type Harness, SECRET, SETTLE_MS, startHarness } from "./local-aws-harness.ts";

export const GADGET = "Test::Gadgets::Gadget";
export const SPRING = "Test::Gadgets::CoilSpring";

/** A local AWS that has the gadgets as well. */
export const start = (options: LocalAwsOptions = {}): Promise<Harness> => startHarness({ kinds: gadgets, ...options });

/** The least that a gadget is made of. */
export const clock = { Label: "clock", Size: 3, Passphrase: SECRET };

/** How an operation that was accepted ends. */
export async function ended(harness: Harness, accepted: { ProgressEvent?: ProgressEvent | undefined }) {
  harness.clock.advance(SETTLE_MS);
  const command = new GetResourceRequestStatusCommand({ RequestToken: accepted.ProgressEvent?.RequestToken });
  return (await harness.cloud.send(command)).ProgressEvent ?? {};
}

export async function create(harness: Harness, model: object, TypeName = GADGET): Promise<ProgressEvent> {
  const command = new CreateResourceCommand({ TypeName, DesiredState: JSON.stringify(model) });
  return ended(harness, await harness.cloud.send(command));
}

export async function update(harness: Harness, Identifier: string, patch: readonly object[], TypeName = GADGET) {
  const command = new UpdateResourceCommand({ TypeName, Identifier, PatchDocument: JSON.stringify(patch) });
  return ended(harness, await harness.cloud.send(command));
}

export async function read(
  { cloud }: Harness,
  Identifier: string,
  TypeName = GADGET,
): Promise<Record<string, unknown>> {
  const found = await cloud.send(new GetResourceCommand({ TypeName, Identifier }));
  return JSON.parse(found.ResourceDescription?.Properties ?? "null") as Record<string, unknown>;
}

/** What every patch of a gadget has to add again. */
export const passphrase = { op: "add", path: "/Passphrase", value: "rotated-1" };

/** A local AWS that has the gadget already. */
export async function withClock(more: object = {}, options: LocalAwsOptions = {}): Promise<Harness> {
  const harness = await start(options);
  expect(await create(harness, { ...clock, ...more })).toMatchObject({ OperationStatus: "SUCCESS" });
  return harness;
}
