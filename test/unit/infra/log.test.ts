import process from "node:process";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createCliLog } from "../../../infra/compose/terminal.ts";
import { summariseError } from "../../../infra/log/error-summary.ts";
import { createLog } from "../../../infra/log/log.ts";
import { BridgeheadError } from "../../../workflows/engine/values/errors.ts";
import { Refusal, RefusedError } from "../../../workflows/ports/answer.ts";
import type { Log, LogFields } from "../../../workflows/ports/log.ts";

class OwnError extends BridgeheadError {
  override readonly name = "OwnError";
}

const foreign = Object.assign(new Error("said hunter2"), { name: "ThrottlingException", code: "ECONNRESET" });

afterEach(() => {
  vi.restoreAllMocks();
});

/** The entries that a deployed function writes. */
function written(write: (log: Log) => void): readonly unknown[] {
  const lines: string[] = [];
  const capture = (chunk: string | Uint8Array) => lines.push(String(chunk)) > 0;
  vi.spyOn(process.stdout, "write").mockImplementation(capture);
  vi.spyOn(process.stderr, "write").mockImplementation(capture);
  write(createLog({ service: "webhook" }));
  vi.restoreAllMocks();
  return lines.map((line): unknown => JSON.parse(line));
}

describe("the log of a deployed function", () => {
  it("writes one line of JSON for each entry", () => {
    const entries = written((log) => {
      log.info("handled", { delivery: "d1", status: 202 });
      log.warn("slow", { durationMilliseconds: 1 });
    });
    expect(entries).toEqual([
      {
        timestamp: expect.any(String),
        level: "INFO",
        service: "webhook",
        message: "handled",
        delivery: "d1",
        status: 202,
      },
      { timestamp: expect.any(String), level: "WARN", service: "webhook", message: "slow", durationMilliseconds: 1 },
    ]);
  });

  it("keeps of an error the class and the code, and the message only of our own", () => {
    const [entry] = written((log) => log.error("failed", new OwnError("no secret is set", { cause: foreign })));
    expect(entry).toMatchObject({
      level: "ERROR",
      error: {
        class: "OwnError",
        message: "no secret is set",
        causes: [{ class: "ThrottlingException", code: "ECONNRESET", message: null }],
      },
    });
  });

  it("drops what has no known name, and what is no primitive, and says which", () => {
    // What a caller without types could pass.
    const fields = { payload: "hunter2", path: { value: "hunter2" }, name: "orders" } as unknown as LogFields;
    const [entry] = written((log) => log.info("handled", fields));
    expect(entry).toMatchObject({ name: "orders", dropped: "payload path" });
    expect(JSON.stringify(entry)).not.toContain("hunter2");
  });

  it("leaves out of an address what git writes before the host", () => {
    const address = "https://x-access-token:hunter2@github.example/acme/eventing.git";
    const [entry] = written((log) => log.info("asked", { url: address, request: `GET ${address}, ${address}` }));
    const plain = "https://github.example/acme/eventing.git";
    expect(entry).toMatchObject({ url: plain, request: `GET ${plain}, ${plain}` });
  });

  it("has no way to overwrite what every entry has", () => {
    const [entry] = written((log) => log.info("handled", { level: "DEBUG", message: "forged", service: "x" }));
    expect(entry).toMatchObject({ level: "INFO", message: "handled", service: "webhook" });
  });
});

/** What a terminal shows of one entry of each kind. */
function lines(level: "info" | "warn" | "error" | "silent") {
  const out: string[] = [];
  const log = createCliLog({ level, write: (line) => void out.push(line) });
  log.info("planned", { connection: "orders", count: 2 });
  log.warn("waiting");
  log.error("stopped", new OwnError("the lock is lost", { cause: foreign }));
  return out;
}

describe("the log of a terminal", () => {
  it("writes words", () => {
    expect(lines("info")).toEqual([
      "planned (connection=orders, count=2)\n",
      "warning: waiting\n",
      "error: stopped: the lock is lost, caused by ThrottlingException ECONNRESET\n",
    ]);
  });

  it("keeps quiet below its level", () => {
    expect(lines("warn")).toHaveLength(2);
    expect(lines("error")).toHaveLength(1);
    expect(lines("silent")).toEqual([]);
  });

  it("lets no name write a second line or a control sequence", () => {
    const out: string[] = [];
    createCliLog({ level: "info", write: (line) => void out.push(line) }).info("x", { name: "a\n\u001B[2Jb" });
    expect(out).toEqual(["x (name=a  [2Jb)\n"]);
  });
});

describe("the summary of an error", () => {
  it("keeps a refusal's message, which is ours, and not AWS's own words", () => {
    const refusal = new Refusal({
      kind: "denied",
      code: "AccessDeniedException",
      operation: "CreateResource",
      subject: "orders",
      detail: "hunter2",
    });
    const summary = summariseError(new RefusedError(refusal));
    expect(summary).toMatchObject({ class: "RefusedError", code: "AccessDeniedException" });
    expect(summary.message).toContain("orders");
    expect(JSON.stringify(summary)).not.toContain("hunter2");
  });

  it.each(["hunter2", 42, null, undefined, { message: "hunter2" }])("says only the type of %j", (thrown) => {
    expect(summariseError(thrown)).toEqual({ class: typeof thrown, code: null, message: null, causes: [] });
  });

  it("takes no text for a name, and ends where causes are a circle", () => {
    const error = new Error("x");
    error.name = "hunter2 is the password";
    error.cause = error;
    const summary = summariseError(error);
    expect(summary.class).toBe("Error");
    expect(summary.causes).toHaveLength(5);
  });
});
