import { DeleteResourceCommand, ListResourcesCommand } from "@aws-sdk/client-cloudcontrol";
import { describe, expect, it } from "vitest";
import { clock, create, ended, GADGET, passphrase, read, SPRING, start, update, withClock } from "./gadget-harness.ts";
import { SECRET, SETTLE_MS } from "./local-aws-harness.ts";

describe("a resource of a type that is a schema and an identity", () => {
  it("is made, has an ARN, and is read without what is write-only, wherever that stands", async () => {
    const Parts = [{ Id: "hand", Code: SECRET }, { Id: "spring" }];
    const harness = await withClock({ Material: "brass", Weight: 1.5, Labels: { a: "x" }, Steps: ["tick"], Parts });
    expect(await read(harness, "clock")).toEqual({
      Label: "clock",
      Size: 3,
      Material: "brass",
      Weight: 1.5,
      Labels: { a: "x" },
      Steps: ["tick"],
      Parts: [{ Id: "spring" }, { Id: "hand" }],
      Arn: expect.stringMatching(/^arn:aws:gadgets:eu-west-1:000000000000:gadget\/clock\/[0-9a-f-]{36}$/) as string,
    });
    const now = harness.clock.now() - SETTLE_MS / 2;
    expect(harness.aws.storedResource(GADGET, "clock")).toMatchObject({
      properties: { Passphrase: SECRET, Parts },
      created: now,
      modified: now,
    });
  });

  it("has sets in another order than they were sent, and lists in the same", async () => {
    const harness = await withClock({ Parts: [{ Id: "a" }, { Id: "b" }, { Id: "c" }], Steps: ["one", "two"] });
    expect(await read(harness, "clock")).toMatchObject({
      Parts: [{ Id: "c" }, { Id: "b" }, { Id: "a" }],
      Steps: ["one", "two"],
    });
  });

  it.each([
    ['{"source":["orders"]}', { source: ["orders"] }],
    ["[1]", [1]],
    [{ source: [] }, { source: [] }],
    ["7", "7"],
    ["{", "{"],
  ])(
    "takes JSON as a text or a value, and returns what is an object or a list as that: %j",
    async (Rules, expected) => {
      const harness = await withClock({ Rules });
      expect((await read(harness, "clock"))["Rules"]).toEqual(expected);
    },
  );

  it("of a name that is taken fails later, with AlreadyExists", async () => {
    const harness = await withClock();
    expect(await create(harness, clock)).toMatchObject({
      OperationStatus: "FAILED",
      ErrorCode: "AlreadyExists",
      StatusMessage: "Resource of type 'Test::Gadgets::Gadget' with identifier 'clock' already exists.",
    });
  });

  it("that its service would refuse fails later, in the service's words", async () => {
    const harness = await start();
    const { Size: _, ...sizeless } = clock;
    const event = await create(harness, { ...sizeless, Motto: "far too long" });
    expect(event).toMatchObject({ OperationStatus: "FAILED", ErrorCode: "InvalidRequest" });
    expect(event.StatusMessage).toMatch(
      /^2 validation errors detected: Value null at 'size' failed to satisfy constraint: Member must not be null; Value 'far too long' at 'motto' failed to satisfy constraint: Member must have length less than or equal to 10 \(Service: Gadgets, /,
    );
  });

  it("is listed by the property that identifies it, page by page", async () => {
    const harness = await start();
    for (const Label of ["c", "a", "b"]) await create(harness, { ...clock, Label });
    const first = await harness.cloud.send(new ListResourcesCommand({ TypeName: GADGET, MaxResults: 2 }));
    expect(first.ResourceDescriptions).toEqual([
      { Identifier: "a", Properties: '{"Label":"a"}' },
      { Identifier: "b", Properties: '{"Label":"b"}' },
    ]);
    const next = new ListResourcesCommand({ TypeName: GADGET, NextToken: first.NextToken });
    expect((await harness.cloud.send(next)).ResourceDescriptions).toHaveLength(1);
  });

  it("is deleted by its identifier, also as JSON, and then is not found", async () => {
    const harness = await withClock();
    const remove = async () => {
      const command = new DeleteResourceCommand({ TypeName: GADGET, Identifier: '{"Label":"clock"}' });
      return ended(harness, await harness.cloud.send(command));
    };
    expect(await remove()).toMatchObject({ OperationStatus: "SUCCESS", Identifier: "clock" });
    const notFound = `Resource of type '${GADGET}' with identifier 'clock' was not found.`;
    await expect(read(harness, "clock")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: expect.stringContaining(`${GADGET} Handler returned status FAILED: ${notFound}`) as string,
    });
    await expect(update(harness, "clock", [passphrase])).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(await remove()).toMatchObject({
      OperationStatus: "FAILED",
      ErrorCode: "NotFound",
      StatusMessage: notFound,
    });
    await expect(read(harness, '{"Name":"clock"}')).rejects.toThrow("identifier [/properties/Label]");
  });
});

describe("an update", () => {
  it("makes of the patched read model what is stored; the ARN stays", async () => {
    const harness = await withClock({ Labels: { a: "x" }, Steps: ["one"], Motto: "tick" });
    const before = await read(harness, "clock");
    const created = harness.aws.storedResource(GADGET, "clock")?.created;
    const event = await update(harness, "clock", [
      { op: "replace", path: "/Size", value: 4 },
      { op: "add", path: "/Labels/b", value: "y" },
      { op: "add", path: "/Steps/-", value: "two" },
      { op: "remove", path: "/Motto" },
      passphrase,
    ]);
    expect(event).toMatchObject({ OperationStatus: "SUCCESS" });
    const { Motto: _, ...rest } = before;
    const after = { ...rest, Size: 4, Labels: { a: "x", b: "y" }, Steps: ["one", "two"] };
    expect(await read(harness, "clock")).toEqual(after);
    expect(event).not.toHaveProperty("ResourceModel");
    expect(harness.aws.storedResource(GADGET, "clock")).toMatchObject({
      properties: { Passphrase: "rotated-1" },
      created,
      modified: harness.clock.now() - SETTLE_MS / 2,
    });
  });

  it("loses what is write-only and not added again, and is refused where that is required", async () => {
    const harness = await withClock({ Parts: [{ Id: "hand", Code: SECRET }] });
    await expect(update(harness, "clock", [{ op: "replace", path: "/Size", value: 4 }])).rejects.toThrow(
      "Model validation failed (#: required key [Passphrase] not found)",
    );
    await update(harness, "clock", [passphrase]);
    expect(harness.aws.storedResource(GADGET, "clock")?.properties["Parts"]).toEqual([{ Id: "hand" }]);
  });

  it.each([
    ["/Arn", "ValidationException", "readOnlyProperties [/properties/Arn] cannot be updated"],
    ["/Label", "NotUpdatableException", "createOnlyProperties [/properties/Label] cannot be updated"],
    ["/Material", "NotUpdatableException", "createOnlyProperties [/properties/Material] cannot be updated"],
  ])("cannot write %s", async (path, name, message) => {
    const harness = await withClock({ Material: "brass" });
    await expect(update(harness, "clock", [{ op: "replace", path, value: "x" }, passphrase])).rejects.toMatchObject({
      name,
      message: `Invalid patch update: ${message}`,
    });
  });
});

it.each([
  [{ Colour: "red" }, "#: extraneous key [Colour] is not permitted"],
  [{ Size: 1.5 }, "#/Size: expected type: Integer, found: BigDecimal"],
  [{ Size: "3" }, "#/Size: expected type: Integer, found: String"],
  [{ Size: 0 }, "#/Size: failed validation constraint for keyword [minimum]"],
  [{ Size: 10 }, "#/Size: failed validation constraint for keyword [maximum]"],
  [{ Weight: "1" }, "#/Weight: expected type: Number, found: String"],
  [{ Weight: 0 }, "#/Weight: failed validation constraint for keyword [minimum]"],
  [{ Label: "A" }, "#/Label: failed validation constraint for keyword [pattern]"],
  [
    { Label: "" },
    "#/Label: expected minLength: 1, actual: 0\n#/Label: failed validation constraint for keyword [pattern]",
  ],
  [{ Material: "wood" }, "#/Material: failed validation constraint for keyword [enum]"],
  [{ Labels: ["x"] }, "#/Labels: expected type: JSONObject, found: JSONArray"],
  [{ Labels: { a: "too long" } }, "#/Labels/a: expected maxLength: 5, actual: 8"],
  [{ Labels: { a: 1 } }, "#/Labels/a: expected type: String, found: Integer"],
  [{ Steps: {} }, "#/Steps: expected type: JSONArray, found: JSONObject"],
  [{ Steps: ["one", 2] }, "#/Steps/1: expected type: String, found: Integer"],
  [{ Parts: [{}] }, "#/Parts/0: required key [Id] not found"],
  [{ Parts: [{ Id: "a" }, { Id: "a" }] }, "#/Parts: array items are not unique"],
])("refuses %j at once", async (change, message) => {
  const harness = await start();
  await expect(create(harness, { ...clock, ...change })).rejects.toMatchObject({
    name: "ValidationException",
    message: `Model validation failed (${message})`,
  });
  expect(harness.aws.isIdle()).toBe(true);
});

it("refuses a read-only property of a create", async () => {
  await expect(create(await start(), { ...clock, Arn: "arn:x" })).rejects.toThrow(
    "Invalid create request: readOnlyProperties [/properties/Arn] cannot be set",
  );
});

it("makes the ARN that identifies a resource, and knows the resource by it and people by the name", async () => {
  const harness = await start({ faults: [{ kind: "not-found", name: "steel-coil" }] });
  const made = await create(harness, { Name: "steel-coil", Turns: 3 }, SPRING);
  const id = made.Identifier ?? "";
  expect(id).toMatch(/^arn:aws:gadgets:eu-west-1:000000000000:coil-spring\/steel-coil\/[0-9a-f-]{36}$/);
  await expect(read(harness, id, SPRING)).rejects.toThrow(`'${id}' was not found.`);
  expect(await read(harness, id, SPRING)).toEqual({ Name: "steel-coil", Turns: 3, Arn: id });
  await update(harness, `{"Arn":"${id}"}`, [{ op: "replace", path: "/Turns", value: 4 }], SPRING);
  expect(harness.aws.storedResource(SPRING, "steel-coil")?.properties).toEqual({ Name: "steel-coil", Turns: 4 });
  expect(new Set(harness.aws.requests().map(({ name }) => name))).toEqual(new Set(["steel-coil"]));
});

it("names what has no name", async () => {
  const { Identifier } = await create(await start(), { Turns: 3 }, SPRING);
  expect(Identifier).toMatch(/:coil-spring\/CoilSpring-[0-9a-f]{12}\//);
});
