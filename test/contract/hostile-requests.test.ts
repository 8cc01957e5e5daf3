import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenForWebhooks } from "../../cli/local/webhook.ts";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { type Harness, startHarness } from "./local-github/harness.ts";

/* What nobody well-meaning sends to the local servers: each gets an answer, and the next one as well. */

let harness: Harness;
let aws: LocalAws;
let webhooks: Awaited<ReturnType<typeof listenForWebhooks>>;
const warnings: Error[] = [];
const warned = (warning: Error): void => void warnings.push(warning);

beforeAll(async () => {
  process.on("warning", warned);
  [harness, aws, webhooks] = await Promise.all([
    startHarness({ anonymous: "alice" }),
    startLocalAws(),
    listenForWebhooks(0, async () => ({ statusCode: 202, body: "{}" })),
  ]);
  await harness.seed("topic", { "topic.txt": "x" });
});
afterAll(async () => {
  await Promise.all([harness[Symbol.asyncDispose](), aws.close(), webhooks.close()]);
  process.off("warning", warned);
});

/** The status for exactly these bytes. */
async function raw(url: string, bytes: string): Promise<number> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(bytes);
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(await text(socket))?.[1]);
}

const lines = (...headers: readonly string[]): string =>
  ["Host: localhost", "Connection: close", ...headers].map((line) => `${line}\r\n`).join("");
const get = (target: string): string => `GET ${target} HTTP/1.1\r\n${lines()}\r\n`;
const send = (method: string, target: string, body: string): string =>
  `${method} ${target} HTTP/1.1\r\n${lines(`Content-Length: ${Buffer.byteLength(body)}`)}\r\n${body}`;

const repository = "/api/v3/repos/acme/connections";
const git = "/acme/connections.git";
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const zeros = "0".repeat(40);

describe("the local GitHub", () => {
  it.each([
    ["http://", 400],
    ["http://evil.example/api/v3/app", 400],
    ["*", 400],
    ["//", 404],
    ["/%E0%A4", 400],
    [`${repository}/commits/%00`, 400],
    [`${repository}/contents/a?ref=%00`, 400],
    [`${repository}/contents/..%2f..%2fetc%2fpasswd`, 400],
    [`${repository}/contents/a//b`, 404],
    [`${repository}/contents/.git/config`, 404],
    [`${repository}/commits?sha=--all`, 404],
    [`${repository}/compare/--output=x...main`, 404],
    [`${repository}/pulls/99999999999999999999`, 404],
    [`/api/v3/repos/acme/${"x".repeat(5_000)}`, 404],
    ["/api/v3/repos/__proto__/constructor", 404],
    [`${git}/..%2f..%2fetc`, 400],
    [`${git}/%00`, 400],
    [`${git}/%E0%A4`, 400],
    [`${git}/config`, 404],
    [`${git}/info/refs?service=git-upload-pack`, 200],
  ])("answers GET %s with %i", async (target, status) => {
    expect(await raw(harness.github.apiUrl, get(target))).toBe(status);
  });

  it.each([
    ["POST", "git/refs", "[".repeat(200_000), 400],
    ["POST", "git/refs", JSON.stringify({ ref: "refs/heads/a\0", sha: zeros }), 422],
    ["POST", "git/refs", JSON.stringify({ ref: "refs/heads/../a", sha: zeros }), 422],
    ["POST", "git/refs", JSON.stringify({ ref: "refs/heads/a", sha: "\0" }), 422],
    ["POST", "git/refs", JSON.stringify({ ref: "refs/heads/a", sha: "--all" }), 422],
    ["POST", "git/refs", '{"__proto__":{"ref":"x"}}', 422],
    ["POST", "pulls", JSON.stringify({ title: "t", head: "\0", base: "main" }), 422],
    ["POST", "pulls", JSON.stringify({ title: "\0", head: "topic", base: "main" }), 422],
    ["PUT", "contents/x", JSON.stringify({ message: "m", content: "eA==", branch: "\0" }), 404],
    ["PUT", "contents/x", JSON.stringify({ message: "\0", content: "eA==" }), 422],
    ["PUT", "contents/.git/config", JSON.stringify({ message: "m", content: "eA==" }), 422],
    ["PUT", "contents/a/.GIT/b", JSON.stringify({ message: "m", content: "eA==" }), 422],
    ["PUT", "contents/a//b", JSON.stringify({ message: "m", content: "eA==" }), 422],
    ["POST", "git/trees", JSON.stringify({ tree: [{ path: "../x", mode: "100644", content: "x" }] }), 422],
    ["POST", "git/trees", JSON.stringify({ tree: [{ path: "\0", mode: "100644", content: "x" }] }), 422],
    ["POST", "git/trees", JSON.stringify({ tree: [{ path: "a", mode: "160000", sha: "x" }] }), 422],
    ["POST", "git/trees", JSON.stringify({ tree: [{ path: "a", mode: "100644", sha: zeros }] }), 422],
    ["POST", "git/trees", JSON.stringify({ base_tree: "\0", tree: [] }), 422],
    ["POST", "git/commits", JSON.stringify({ message: "\0", tree: emptyTree }), 422],
    ["POST", "git/commits", JSON.stringify({ message: "m", tree: "\0" }), 422],
    ["POST", "git/commits", JSON.stringify({ message: "m", tree: emptyTree, author: { name: "\0", email: "e" } }), 422],
    [
      "POST",
      "git/commits",
      JSON.stringify({ message: "m", tree: emptyTree, author: { name: "n", email: "e", date: "never" } }),
      422,
    ],
  ])("answers %s %s with %s by %i", async (method, target, body, status) => {
    expect(await raw(harness.github.apiUrl, send(method, `${repository}/${target}`, body))).toBe(status);
  });

  it("meets no fault of its own by any of this", () => expect(warnings).toEqual([]));
});

describe("the local AWS", () => {
  const signed = (service: string, target: string, version: string): readonly string[] => [
    `X-Amz-Target: ${target}`,
    `Content-Type: application/x-amz-json-${version}`,
    `Authorization: AWS4-HMAC-SHA256 Credential=a/20261201/us-east-1/${service}/aws4_request, SignedHeaders=h, Signature=${zeros}${"0".repeat(24)}`,
  ];
  const ask = (headers: readonly string[], body: string): Promise<number> =>
    raw(aws.url, `POST / HTTP/1.1\r\n${lines(...headers, `Content-Length: ${Buffer.byteLength(body)}`)}\r\n${body}`);
  const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

  it.each([
    ["AmazonSSM.__proto__", "{}"],
    ["AmazonSSM.constructor", "{}"],
    ["AmazonSSM.GetParameters", deep(100_000)],
    ["AmazonSSM.GetParameters", `{"Names":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["AmazonSSM.GetParameters", '{"__proto__":{}}'],
  ])("answers %s with %s by 400", async (target, body) => {
    expect(await ask(signed("ssm", target, "1.1"), body)).toBe(400);
  });

  it("refuses a deep document, and still tells what it was sent", async () => {
    const body = JSON.stringify({ TypeName: "AWS::Events::Connection", DesiredState: deep(40_000) });
    expect(await ask(signed("cloudcontrolapi", "CloudApiService.CreateResource", "1.0"), body)).toBe(400);
    for (const values of ["masked", "plain"]) {
      expect((await fetch(`${aws.url}/_bridgehead/requests?values=${values}`)).status).toBe(200);
    }
  });
});

describe("each of them", () => {
  const urls = (): readonly string[] => [harness.github.apiUrl, aws.url, webhooks.url];

  it.each([
    ["a header of 17 kB", `GET / HTTP/1.1\r\n${lines(`X: ${"a".repeat(17_000)}`)}\r\n`, 431],
    ["two lengths", `POST / HTTP/1.1\r\n${lines("Content-Length: 5", "Content-Length: 6")}\r\nabcde`, 400],
    ["a length and chunks", `POST / HTTP/1.1\r\n${lines("Content-Length: 5", "Transfer-Encoding: chunked")}\r\n`, 400],
    ["no HTTP", "\0\u0001\u0002 garbage\r\n\r\n", 400],
  ])("refuses %s", async (_, bytes, status) => {
    for (const url of urls()) expect(await raw(url, bytes)).toBe(status);
  });

  it("refuses a body that is too long before it has read it", async () => {
    const targets = [`${repository}/git/blobs`, "/", "/webhooks/github"];
    for (const [index, url] of urls().entries()) {
      const head = `POST ${targets[index]} HTTP/1.1\r\n${lines("Content-Length: 999999999")}\r\n`;
      expect(await raw(url, head)).toBe(413);
    }
  });

  it("ends a connection whose chunks do not", async () => {
    for (const url of [aws.url, webhooks.url]) {
      const socket = connect(Number(new URL(url).port), "127.0.0.1").resume();
      const closed = new Promise<void>((resolve) => void socket.on("error", () => undefined).once("close", resolve));
      socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`);
      const chunk = `100000\r\n${"a".repeat(0x10_00_00)}\r\n`;
      const more = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on("drain", more);
      more();
      await closed;
      expect(socket.bytesWritten).toBeLessThan(40 * 1024 * 1024);
    }
  });
});
