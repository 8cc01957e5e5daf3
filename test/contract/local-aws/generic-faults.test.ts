import { ListResourcesCommand } from "@aws-sdk/client-cloudcontrol";
import { expect, it } from "vitest";
import { clock, create, GADGET, passphrase, read, start, update, withClock } from "./gadget-harness.ts";
import { SECRET, SETTLE_MS } from "./local-aws-harness.ts";

it("faults strike by the name that a resource has", async () => {
  const harness = await start({ faults: [{ kind: "throttle", name: "clock", times: 3 }] });
  await create(harness, { ...clock, Label: "other" });
  const throttled = { name: "ThrottlingException" };
  await expect(create(harness, clock)).rejects.toMatchObject(throttled);
  await expect(read(harness, "clock")).rejects.toMatchObject(throttled);
  await expect(read(harness, '{"Label":"clock"}')).rejects.toMatchObject(throttled);
  expect(await create(harness, clock)).toMatchObject({ OperationStatus: "SUCCESS" });
});

it("faults make a create fail and leave something behind", async () => {
  const harness = await start({ faults: [{ kind: "remnant" }] });
  expect(await create(harness, clock)).toMatchObject({ OperationStatus: "FAILED", ErrorCode: "NotStabilized" });
  expect(await read(harness, "clock")).toMatchObject({ Label: "clock" });
});

it("faults speak in the words of the type's own service", async () => {
  const harness = await start({ faults: [{ kind: "fail", code: "AccessDenied" }] });
  const { StatusMessage } = await create(harness, clock);
  expect(StatusMessage).toMatch(/ is not authorized to perform: gadgets:CreateGadget \(Service: Gadgets, /);
  await expect(read(harness, "clock")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

it("faults lose the answer to a create that takes effect", async () => {
  const harness = await start({ faults: [{ kind: "reset", when: "after" }] });
  await expect(create(harness, clock)).rejects.toMatchObject({ code: "ECONNRESET" });
  harness.clock.advance(SETTLE_MS);
  expect(await read(harness, "clock")).toMatchObject({ Label: "clock" });
});

it("faults show less of the model, or all of it, or more in a list", async () => {
  const harness = await start({ faults: [{ kind: "resource-model", shows: "sparse" }] });
  expect((await create(harness, clock)).ResourceModel).toBe('{"Label":"clock"}');
  harness.aws.addFault({ kind: "resource-model", shows: "desired" });
  expect((await create(harness, { ...clock, Label: "b" })).ResourceModel).toContain(SECRET);
  harness.aws.addFault({ kind: "resource-model", shows: "readable" });
  const { ResourceModel = "" } = await create(harness, { ...clock, Label: "c" });
  expect(JSON.parse(ResourceModel)).toEqual(await read(harness, "c"));
  harness.aws.addFault({ kind: "list-all-properties" });
  const list = await harness.cloud.send(new ListResourcesCommand({ TypeName: GADGET }));
  expect(JSON.parse(list.ResourceDescriptions?.[0]?.Properties ?? "")).toMatchObject({ Label: "b", Size: 3 });
});

it("faults keep what an update removes", async () => {
  const harness = await withClock({ Motto: "tick" });
  harness.aws.addFault({ kind: "ignore-removals" });
  await update(harness, "clock", [{ op: "remove", path: "/Motto" }, passphrase]);
  expect(await read(harness, "clock")).toMatchObject({ Motto: "tick" });
});
