import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { describe, expect, it, onTestFinished } from "vitest";
import { clock, create, ended, GADGET, passphrase, read, SPRING, start, update, withClock } from "./gadget-harness.ts";
import { apiKeyConnection, CONNECTION, type Harness, SECRET, SETTLE_MS, startHarness } from "./local-aws-harness.ts";

describe("the state file", () => {
  const statePath = async (): Promise<string> => {
    const folder = await mkdtemp(path.join(tmpdir(), "bridgehead-generic-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return path.join(folder, "aws.json");
  };

  it("keeps resources and running operations", async () => {
    const kept = { statePath: await statePath() };
    const first = await withClock({ Parts: [{ Id: "a" }, { Id: "b" }] }, kept);
    const before = await read(first, "clock");
    const DesiredState = JSON.stringify({ ...clock, Label: "other" });
    await first.cloud.send(new CreateResourceCommand({ TypeName: GADGET, DesiredState }));
    await first.aws.close();
    const second = await start(kept);
    second.clock.advance(SETTLE_MS * 3);
    expect(await read(second, "clock")).toEqual(before);
    expect(await read(second, "other")).toMatchObject({ Label: "other" });
  });

  it("of a program that had no such resources is read", async () => {
    const kept = { statePath: await statePath() };
    const first = await start(kept);
    await create(first, JSON.parse(apiKeyConnection("orders")) as object, CONNECTION);
    await first.aws.close();
    const old: unknown = JSON.parse(await readFile(kept.statePath, "utf8"), (name, value: unknown) =>
      name === "resources" ? undefined : value,
    );
    await writeFile(kept.statePath, JSON.stringify(old));
    const second = await start(kept);
    expect(await read(second, "orders", CONNECTION)).toMatchObject({ Name: "orders" });
    expect(await create(second, clock)).toMatchObject({ OperationStatus: "SUCCESS" });
  });

  it("is written for a refusal only where that leaves an entry in the history", async () => {
    const kept = { statePath: await statePath() };
    const server = await start(kept);
    await create(server, clock);
    const refused = async (TypeName: string, error: string): Promise<bigint> => {
      const command = new CreateResourceCommand({ TypeName, DesiredState: JSON.stringify({ Colour: "red" }) });
      await expect(server.cloud.send(command)).rejects.toMatchObject({ name: error });
      return (await stat(kept.statePath, { bigint: true })).mtimeNs;
    };
    const before = (await stat(kept.statePath, { bigint: true })).mtimeNs;
    expect(await refused(GADGET, "ValidationException")).toBe(before);
    expect(await refused("Acme::Stock::Rack", "TypeNotFoundException")).toBeGreaterThan(before);
  });

  it("may hold an operation on a type that is no more: it fails", async () => {
    const kept = { statePath: await statePath() };
    const first = await start(kept);
    const command = new CreateResourceCommand({ TypeName: GADGET, DesiredState: JSON.stringify(clock) });
    const accepted = await first.cloud.send(command);
    await first.aws.close();
    const second = await startHarness(kept);
    second.clock.advance(SETTLE_MS);
    expect(await ended(second, accepted)).toMatchObject({
      OperationStatus: "FAILED",
      ErrorCode: "InternalFailure",
      StatusMessage: `The type '${GADGET}' cannot be found.`,
    });
  });
});

describe("the routes and logs for tests", () => {
  const show = async ({ aws }: Harness, route: string) => (await fetch(`${aws.url}/_bridgehead/${route}`)).text();

  it("show what is stored of a resource of any type, what is write-only when it is asked for", async () => {
    const harness = await withClock({ Rules: { a: 1 }, Labels: { b: "y" }, Parts: [{ Id: "hand", Code: SECRET }] });
    const masked = { Passphrase: "***", Rules: { a: 1 }, Labels: { b: "y" }, Parts: [{ Id: "hand", Code: "***" }] };
    expect(JSON.parse(await show(harness, `resources/${GADGET}/clock`))).toMatchObject({
      properties: { ...clock, ...masked },
    });
    expect(await show(harness, `resources/${GADGET}/clock?values=plain`)).toContain(SECRET);
    expect(await show(harness, `resources/${GADGET}/nothing`)).toContain("There is no such resource.");
    expect(await show(harness, "resources/Test::Gadgets::Other/clock")).toContain("There is no such resource.");
    const { Identifier = "" } = await create(harness, { Name: "coil" }, SPRING);
    for (const name of ["coil", Identifier, encodeURIComponent(Identifier)]) {
      expect(await show(harness, `resources/${encodeURIComponent(SPRING)}/${name}`)).toContain(Identifier);
    }
    await create(harness, JSON.parse(apiKeyConnection("orders")) as object, CONNECTION);
    expect(await show(harness, `resources/${CONNECTION}/orders`)).toBe(await show(harness, "connections/orders"));
  });

  it("mask what was sent by the type's schema", async () => {
    const harness = await withClock({ Rules: { a: 1 }, Labels: { b: "y" }, Parts: [{ Id: "hand", Code: SECRET }] });
    await update(harness, "clock", [passphrase, { op: "add", path: "/Parts/0/Code", value: SECRET }]);
    await update(harness, "clock", [passphrase, { op: "add", path: "/Rules/b", value: 2 }]);
    const sent = harness.aws.sentRequests().filter(({ operation }) => /^(?:Create|Update)/.test(operation));
    expect(sent.map(({ input }) => input)).toMatchObject([
      {
        DesiredState: { Passphrase: "***", Rules: { a: 1 }, Labels: { b: "y" }, Parts: [{ Id: "hand", Code: "***" }] },
      },
      { PatchDocument: [{ value: "***" }, { value: "***" }] },
      { PatchDocument: [{ value: "***" }, { value: 2 }] },
    ]);
  });

  it("let somebody change a resource behind Bridgehead's back", async () => {
    const harness = await withClock();
    harness.aws.changeResource(GADGET, "clock", { Size: 7 });
    expect(await read(harness, "clock")).toMatchObject({ Size: 7 });
    expect(() => harness.aws.changeResource(GADGET, "other", {})).toThrow(`no ${GADGET} "other"`);
  });
});

it("two servers of one process have types of their own", async () => {
  const [one, other] = [await start(), await startHarness()];
  await create(one, clock);
  await expect(create(other, clock)).rejects.toMatchObject({
    name: "TypeNotFoundException",
    message: `The type '${GADGET}' cannot be found.`,
  });
});
