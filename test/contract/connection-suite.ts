import { expect, it } from "vitest";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { type Answer, need, Refusal } from "../../workflows/ports/answer.ts";
import type { ResourceWriter, LiveResource, Progress } from "../../workflows/ports/resources.ts";
import { keyOf } from "../support/definitions.ts";

/** A Cloud Control with the adapter in front of it. */
export interface CloudUnderTest {
  readonly cloud: ResourceWriter;
  /** Lets time pass, so that what was accepted goes on. */
  pass(): Promise<void>;
  /** The credential that is stored for an API key connection; undefined: there is nobody to ask. */
  readonly storedKey: ((name: string) => unknown) | undefined;
}

/** What the port promises, whatever speaks for AWS and whatever goes wrong that a caller can repeat. */
const promises = {
  absent: "knows nothing of a connection that is not there",
  created: "creates a connection and reads it back",
  withheld: "never gives a credential back",
  repeated: "makes a repeated create one operation",
  tokenTaken: "refuses a token that stands for something else",
  nameTaken: "reports a name that is taken, and leaves alone what has it",
  described: "updates a description and keeps the credential that the patch adds again",
  forgotten: "refuses an update that forgets the credential, and changes nothing",
  tested: "refuses an update whose test fails, and changes nothing",
  fixed: "refuses an update of what cannot change",
  updateAbsent: "reports the update of a connection that is not there",
  deleted: "deletes a connection",
  deleteAbsent: "reports the delete of a connection that is not there",
  busy: "runs one operation at a time on a connection",
  invalid: "refuses what the schema forbids",
  unknownRequest: "knows nothing of a request that was not made",
  discreet: "keeps credentials out of the messages of its refusals",
  stopped: "stops when it is told to",
} as const;

export type PromiseName = keyof typeof promises;

/** Promises that an emulator does not keep, each with the reason. The suite notices when it begins to. */
export type Looseness = Partial<Readonly<Record<PromiseName, string>>>;

const { signal } = new AbortController();
const KEY = "canary-5d1f07";

/** The desired state of an API key connection. */
export function apiKeyState(name: string, more: object = {}): SecretText {
  const AuthParameters = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: KEY } };
  return new SecretText(JSON.stringify({ Name: name, AuthorizationType: "API_KEY", AuthParameters, ...more }));
}

const patchOf = (...operations: readonly object[]): SecretText => new SecretText(JSON.stringify(operations));
const keyAgain = { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: KEY };
const description = (value: string): object => ({ op: "add", path: "/Description", value });

const MOST_ATTEMPTS = 10;

/** Sends again, with the same token and after a while, what may succeed later. */
export async function persist<Result>(
  test: CloudUnderTest,
  send: () => Promise<Answer<Result>>,
): Promise<Answer<Result>> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send();
    const isPassing = answer instanceof Refusal && answer.kind === "retriable";
    if (!isPassing || attempt === MOST_ATTEMPTS) return answer;
    await test.pass();
  }
}

/** The operation's last progress, or the first refusal. */
export async function ended(test: CloudUnderTest, started: Answer<Progress>): Promise<Answer<Progress>> {
  let progress = started;
  for (let polls = 0; polls < 200; polls += 1) {
    if (progress instanceof Refusal) return progress;
    if (!["PENDING", "IN_PROGRESS", "CANCEL_IN_PROGRESS"].includes(progress.status)) return progress;
    await test.pass();
    const { requestToken } = progress;
    progress = await persist(test, () => test.cloud.progress(requestToken, signal));
  }
  throw new Error("the operation does not end");
}

let tokens = 0;
const nextToken = (): string => `token-${process.pid}-${(tokens += 1)}`;

export async function create(test: CloudUnderTest, name: string, more: object = {}): Promise<Answer<Progress>> {
  const token = nextToken();
  return await ended(
    test,
    await persist(test, () => test.cloud.create(keyOf(name), apiKeyState(name, more), token, signal)),
  );
}

async function update(test: CloudUnderTest, name: string, patch: SecretText): Promise<Answer<Progress>> {
  const token = nextToken();
  return await ended(test, await persist(test, () => test.cloud.update(keyOf(name), patch, token, signal)));
}

/** Reads what must be there: a read that comes too early may miss it. */
async function found(test: CloudUnderTest, name: string): Promise<LiveResource> {
  for (let reads = 0; reads < MOST_ATTEMPTS; reads += 1) {
    const live = need(await persist(test, () => test.cloud.read(keyOf(name), signal)));
    if (live !== undefined) return live;
    await test.pass();
  }
  throw new Error(`"${name}" is not found`);
}

async function refused(answer: Promise<unknown>): Promise<Refusal> {
  const refusal = await answer;
  if (refusal instanceof Refusal) return refusal;
  throw new Error("there should have been a refusal");
}

/** Registers one test for each promise; those that are not kept are expected to fail, and say why. */
export function describeConnections(open: () => CloudUnderTest, loose: Looseness = {}): void {
  let connections = 0;
  const promise = (name: PromiseName, run: (test: CloudUnderTest, connection: string) => Promise<void>): void => {
    const reason = loose[name];
    const register = reason === undefined ? it : it.fails;
    register(`${promises[name]}${reason === undefined ? "" : ` (not here: ${reason})`}`, async () => {
      await run(open(), `${name}-${(connections += 1)}`);
    });
  };

  promise("absent", async (test, name) => {
    expect(await persist(test, () => test.cloud.read(keyOf(name), signal))).toBeUndefined();
  });

  promise("created", async (test, name) => {
    expect(await create(test, name, { Description: "first" })).toMatchObject({
      status: "SUCCESS",
      errorCode: null,
    });
    const live = await found(test, name);
    expect(live).toMatchObject({
      key: keyOf(name),
      properties: {
        Name: name,
        Description: "first",
        AuthorizationType: "API_KEY",
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key" } },
      },
    });
    expect(live.properties["Arn"]).toMatch(new RegExp(`^arn:aws:events:[^:]+:\\d{12}:connection/${name}/[-0-9a-f]+$`));
  });

  promise("withheld", async (test, name) => {
    const token = nextToken();
    const started = await persist(test, () => test.cloud.create(keyOf(name), apiKeyState(name), token, signal));
    const last = await ended(test, started);
    const live = await found(test, name);
    const changing = await persist(test, () =>
      test.cloud.update(keyOf(name), patchOf(description("x"), keyAgain), `${token}-update`, signal),
    );
    expect(JSON.stringify([started, last, live, changing])).not.toContain(KEY);
    await ended(test, changing);
  });

  promise("repeated", async (test, name) => {
    const token = nextToken();
    const send = () => persist(test, () => test.cloud.create(keyOf(name), apiKeyState(name), token, signal));
    const { requestToken } = need(await send());
    const second = await send();
    expect(second).toMatchObject({ requestToken });
    expect(await ended(test, second)).toMatchObject({ status: "SUCCESS" });
    expect(await send()).toMatchObject({ requestToken });
  });

  promise("tokenTaken", async (test, name) => {
    const token = nextToken();
    await ended(test, await persist(test, () => test.cloud.create(keyOf(name), apiKeyState(name), token, signal)));
    const refusal = await refused(
      persist(test, () => test.cloud.create(keyOf(`${name}-other`), apiKeyState(`${name}-other`), token, signal)),
    );
    expect(refusal).toMatchObject({ kind: "token-used", code: "ClientTokenConflictException" });
  });

  promise("nameTaken", async (test, name) => {
    await create(test, name, { Description: "first" });
    const again = await create(test, name, { Description: "second" });
    if (again instanceof Refusal) expect(again.kind).toBe("already-exists");
    else expect(again).toMatchObject({ status: "FAILED", errorCode: "AlreadyExists" });
    expect((await found(test, name)).properties["Description"]).toBe("first");
  });

  promise("described", async (test, name) => {
    await create(test, name);
    expect(await update(test, name, patchOf(description("second"), keyAgain))).toMatchObject({ status: "SUCCESS" });
    expect((await found(test, name)).properties["Description"]).toBe("second");
    if (test.storedKey !== undefined) expect(test.storedKey(name)).toBe(KEY);
  });

  promise("forgotten", async (test, name) => {
    await create(test, name);
    const refusal = await refused(update(test, name, patchOf(description("second"))));
    expect(refusal).toMatchObject({ kind: "terminal", code: "ValidationException" });
    expect((await found(test, name)).properties["Description"]).toBeUndefined();
    if (test.storedKey !== undefined) expect(test.storedKey(name)).toBe(KEY);
  });

  promise("tested", async (test, name) => {
    await create(test, name, { Description: "first" });
    const stale = { op: "test", path: "/Description", value: "another" };
    const refusal = await refused(update(test, name, patchOf(stale, description("second"), keyAgain)));
    expect(refusal).toMatchObject({ kind: "terminal", code: "ValidationException" });
    expect((await found(test, name)).properties["Description"]).toBe("first");
  });

  promise("fixed", async (test, name) => {
    await create(test, name);
    const patch = (path: string): SecretText => patchOf({ op: "add", path, value: "other" }, keyAgain);
    expect(await refused(update(test, name, patch("/Name")))).toMatchObject({ code: "NotUpdatableException" });
    expect(await refused(update(test, name, patch("/Arn")))).toMatchObject({ code: "ValidationException" });
  });

  promise("updateAbsent", async (test, name) => {
    const refusal = await refused(update(test, name, patchOf(description("x"), keyAgain)));
    expect(refusal).toMatchObject({ kind: "not-found" });
  });

  promise("deleted", async (test, name) => {
    await create(test, name);
    const token = nextToken();
    const progress = await ended(test, await persist(test, () => test.cloud.delete(keyOf(name), token, signal)));
    expect(progress).toMatchObject({ status: "SUCCESS" });
    expect(await persist(test, () => test.cloud.read(keyOf(name), signal))).toBeUndefined();
  });

  promise("deleteAbsent", async (test, name) => {
    const token = nextToken();
    const outcome = await ended(test, await persist(test, () => test.cloud.delete(keyOf(name), token, signal)));
    if (outcome instanceof Refusal) expect(outcome.kind).toBe("not-found");
    else expect(outcome).toMatchObject({ status: "FAILED", errorCode: "NotFound" });
  });

  promise("busy", async (test, name) => {
    const [first, second] = [nextToken(), nextToken()];
    const started = await persist(test, () => test.cloud.create(keyOf(name), apiKeyState(name), first, signal));
    const refusal = await refused(persist(test, () => test.cloud.delete(keyOf(name), second, signal)));
    expect(refusal).toMatchObject({ kind: "busy", code: "ConcurrentOperationException" });
    expect(await ended(test, started)).toMatchObject({ status: "SUCCESS" });
  });

  promise("invalid", async (test, name) => {
    const refusal = await refused(create(test, name, { Nope: KEY }));
    expect(refusal).toMatchObject({
      kind: "terminal",
      code: "ValidationException",
      detail: expect.stringContaining("extraneous key [Nope] is not permitted") as string,
    });
    expect(refusal.message).not.toContain(KEY);
  });

  promise("unknownRequest", async (test) => {
    const unknown = "11111111-1111-1111-1111-111111111111";
    expect(await refused(persist(test, () => test.cloud.progress(unknown, signal)))).toMatchObject({
      kind: "not-found",
    });
  });

  promise("discreet", async (test, name) => {
    const refusal = await refused(
      persist(test, () => test.cloud.update(keyOf(name), patchOf(keyAgain), nextToken(), signal)),
    );
    expect(refusal.message).not.toContain(KEY);
  });

  promise("stopped", async (test, name) => {
    const reason = new Error("enough");
    const stopped = AbortSignal.abort(reason);
    await expect(test.cloud.read(keyOf(name), stopped)).rejects.toBe(reason);
    await expect(test.cloud.create(keyOf(name), apiKeyState(name), nextToken(), stopped)).rejects.toBe(reason);
    await expect(test.cloud.progress("11111111-1111-1111-1111-111111111111", stopped)).rejects.toBe(reason);
    expect(await persist(test, () => test.cloud.read(keyOf(name), signal))).toBeUndefined();
  });
}
