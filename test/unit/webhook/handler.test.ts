import { describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/webhook.ts";
import type { WebhookDeps } from "../../../workflows/receive-webhook.ts";
import { lambdaContext, memoryLog } from "../../support/lambda.ts";
import { repository, signedRequest, webhookDeps } from "./support.ts";

/** A request as an HTTP API hands it to a function (payload format 2.0). */
async function httpEvent(options: { readonly method?: string; readonly base64?: boolean } = {}) {
  const moved = { before: "a".repeat(40), after: "b".repeat(40), deleted: false };
  const payload = { ref: "refs/heads/main", ...moved, sender: { id: 5 }, repository };
  const { headers, path, body } = await signedRequest("push", payload);
  return {
    version: "2.0",
    rawPath: path,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value])),
    requestContext: { http: { method: options.method ?? "POST" } },
    body: Buffer.from(body).toString(options.base64 === true ? "base64" : "utf8"),
    isBase64Encoded: options.base64 === true,
  };
}

function handlerWith(load: () => Promise<WebhookDeps>) {
  const log = memoryLog();
  return { handler: createHandler(load, log), log };
}

describe("the webhook function", () => {
  it.each([false, true])("answers in JSON and queues (body in base64: %s)", async (base64) => {
    const deps = webhookDeps();
    const { handler, log } = handlerWith(() => Promise.resolve(deps));
    const result = await handler(await httpEvent({ base64 }), lambdaContext());
    expect(result).toMatchObject({ statusCode: 202, headers: { "content-type": "application/json" } });
    expect(JSON.parse(result.body ?? "")).toMatchObject({ outcome: "queued", reason: "queued" });
    expect(deps.sent.map(({ job }) => job.kind)).toEqual(["apply", "refresh"]);
    expect(log.text()).toContain("reason=queued");
    expect(log.text()).toContain("delivery=72d3162e-cc78-11e3-81ab-4c9367dc0958");
  });

  it("says which method is allowed", async () => {
    const { handler } = handlerWith(() => Promise.resolve(webhookDeps()));
    expect(await handler(await httpEvent({ method: "GET" }), lambdaContext())).toMatchObject({
      statusCode: 405,
      headers: { allow: "POST" },
    });
  });

  it("answers a failure of ours with 500, says nothing of it, and logs no foreign words", async () => {
    const { handler, log } = handlerWith(() => Promise.reject(new Error("SSM said: hunter2")));
    const result = await handler(await httpEvent(), lambdaContext());
    expect(result.statusCode).toBe(500);
    expect(JSON.parse(result.body ?? "")).toMatchObject({
      outcome: "refused",
      reason: "internal-error",
      delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    });
    expect(log.entries.map(({ message }) => message)).toEqual(["failed"]);
    expect(log.text() + result.body).not.toContain("hunter2");
  });

  it("answers an event that is no HTTP request with 500", async () => {
    const { handler } = handlerWith(() => Promise.resolve(webhookDeps()));
    expect(await handler({ Records: [] }, lambdaContext())).toMatchObject({ statusCode: 500 });
  });

  it("answers before Lambda ends it when the queue hangs", async () => {
    const deps = webhookDeps({ queue: { send: () => new Promise(() => undefined) } });
    const { handler } = handlerWith(() => Promise.resolve(deps));
    const context = lambdaContext({ remainingMilliseconds: 530 });
    expect(await handler(await httpEvent(), context)).toMatchObject({ statusCode: 500 });
  });
});
