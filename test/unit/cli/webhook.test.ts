import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { listenForWebhooks } from "../../../cli/local/webhook.ts";

type Receive = Parameters<typeof listenForWebhooks>[1];

async function listen(receive: Receive): Promise<string> {
  const listener = await listenForWebhooks(0, receive);
  onTestFinished(() => listener.close());
  return listener.url;
}

it("hands over the raw bytes, the method, the path and the headers as API Gateway does", async () => {
  const events: unknown[] = [];
  const url = await listen(async (event) => {
    events.push(event);
    return { statusCode: 202, headers: { "x-answer": "yes" }, body: `{"ok":true}` };
  });
  const body = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
  const answer = await fetch(`${url}/webhooks/github?x=1`, {
    method: "POST",
    body,
    headers: { "X-GitHub-Event": "push" },
  });
  expect([answer.status, answer.headers.get("x-answer"), await answer.text()]).toEqual([202, "yes", `{"ok":true}`]);
  expect(events).toEqual([
    expect.objectContaining({
      version: "2.0",
      rawPath: "/webhooks/github",
      headers: expect.objectContaining({ "x-github-event": "push" }) as unknown,
      requestContext: { http: { method: "POST" } },
      body: body.toString("base64"),
      isBase64Encoded: true,
    }),
  ]);
});

it("answers 413 to a body that API Gateway would not take, and the function never sees it", async () => {
  let calls = 0;
  const url = await listen(async () => {
    calls += 1;
    return { statusCode: 202 };
  });
  expect(await statusOf(url, 10 * 1024 * 1024 + 1)).toBe(413);
  expect(calls).toBe(0);
  expect((await fetch(url, { method: "POST", body: "small" })).status).toBe(202);
});

it("breaks the connection when the function fails, and serves on", async () => {
  let isBroken = true;
  const url = await listen(async () => {
    if (isBroken) throw new Error("no");
    return { statusCode: 202 };
  });
  await expect(fetch(url, { method: "POST", body: "x" })).rejects.toThrow("fetch failed");
  isBroken = false;
  expect((await fetch(url, { method: "POST", body: "x" })).status).toBe(202);
});

it("takes a body of the largest size", async () => {
  const url = await listen(async (event) => ({
    statusCode: 202,
    body: String((event as { readonly body: string }).body.length),
  }));
  expect(await statusOf(url, 10 * 1024 * 1024)).toBe(202);
});

/** Sends a body the way GitHub does, reading the answer only once all of it was sent. */
function statusOf(url: string, size: number): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = "";
    socket.on("data", (data) => (answer += data.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      if (status === undefined) reject(new Error("there was no answer"));
      else resolve(Number(status));
    });
    socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n`);
    socket.write(Buffer.alloc(size, 97));
  });
}
