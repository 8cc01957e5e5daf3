import {
  CreateResourceCommand,
  paginateListResourceRequests,
  paginateListResources,
  UpdateResourceCommand,
  waitUntilResourceRequestSuccess,
} from "@aws-sdk/client-cloudcontrol";
import { paginateDescribeParameters, paginateGetParametersByPath } from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { apiKeyConnection, CONNECTION, type Harness, SECRET, SETTLE_MS, under } from "./local-aws-harness.ts";

// What an unmodified client brings along beyond single calls: waiters and paginators.

/** A create that has ended, before a waiter looks: none of these waits. */
async function create({ cloud, clock }: Harness, name: string): Promise<string | undefined> {
  const command = new CreateResourceCommand({ TypeName: CONNECTION, DesiredState: apiKeyConnection(name) });
  const { ProgressEvent } = await cloud.send(command);
  clock.advance(SETTLE_MS);
  return ProgressEvent?.RequestToken;
}

const wait = (client: Harness["cloud"], RequestToken: string | undefined): Promise<{ state: string }> =>
  waitUntilResourceRequestSuccess({ client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { RequestToken });

it("the waiter sees an operation succeed", async () => {
  const harness = await under();
  await expect(wait(harness.cloud, await create(harness, "orders"))).resolves.toMatchObject({ state: "SUCCESS" });
});

it.each([
  ["fail,every=1", "FAILED"],
  ["cancel,every=1", "CANCEL_COMPLETE"],
])("the waiter sees an operation that ends otherwise: %s", async (fault, status) => {
  const harness = await under(fault);
  await expect(wait(harness.cloud, await create(harness, "orders"))).rejects.toThrow(`"OperationStatus":"${status}"`);
});

it.each([[[]], [["empty-page"]]])("the paginators see everything, under %j", async (faults) => {
  const harness = await under(...faults);
  const names = ["a", "b", "c", "d", "e"];
  for (const name of names) {
    await create(harness, name);
    harness.aws.putParameter({ name: `/app/${name}`, value: SECRET });
  }
  const seen = { resources: [] as unknown[], requests: 0, described: [] as unknown[], byPath: [] as unknown[] };
  const pageSize = 2;
  for await (const page of paginateListResources({ client: harness.cloud, pageSize }, { TypeName: CONNECTION })) {
    seen.resources.push(...(page.ResourceDescriptions ?? []).map(({ Identifier }) => Identifier));
  }
  for await (const page of paginateListResourceRequests({ client: harness.cloud, pageSize }, {})) {
    seen.requests += page.ResourceRequestStatusSummaries?.length ?? 0;
  }
  for await (const page of paginateDescribeParameters({ client: harness.ssm, pageSize }, {})) {
    seen.described.push(...(page.Parameters ?? []).map(({ Name }) => Name));
  }
  for await (const page of paginateGetParametersByPath({ client: harness.ssm, pageSize }, { Path: "/app" })) {
    seen.byPath.push(...(page.Parameters ?? []).map(({ Name }) => Name));
  }
  const paths = names.map((name) => `/app/${name}`);
  expect(seen).toEqual({ resources: names, requests: 5, described: paths, byPath: paths });
});

it("takes the patches of AWS's user guide: with and without a slash, with every operation", async () => {
  const harness = await under();
  await wait(harness.cloud, await create(harness, "orders"));
  const PatchDocument = JSON.stringify([
    { op: "add", path: "Description", value: "one" },
    { op: "test", path: "/Description", value: "one" },
    { op: "replace", path: "Description", value: "two" },
    { op: "copy", from: "Description", path: "/KmsKeyIdentifier" },
    { op: "remove", path: "/Description" },
    { op: "move", from: "/KmsKeyIdentifier", path: "/Description" },
    { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: SECRET },
  ]);
  const command = new UpdateResourceCommand({ TypeName: CONNECTION, Identifier: "orders", PatchDocument });
  const { ProgressEvent } = await harness.cloud.send(command);
  harness.clock.advance(SETTLE_MS);
  await wait(harness.cloud, ProgressEvent?.RequestToken);
  expect(harness.aws.storedConnection("orders")?.properties).toMatchObject({ Description: "two" });
  expect(harness.aws.storedConnection("orders")?.properties).not.toHaveProperty("KmsKeyIdentifier");
});
