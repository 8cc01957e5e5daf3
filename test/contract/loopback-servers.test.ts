import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenForWebhooks } from "../../cli/local/webhook.ts";
import { startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { startHarness } from "./local-github/harness.ts";

/* Names that lead to this machine, and who may ask for what it serves by them. */

const servers = {
  AWS: { path: "/_bridgehead/faults", port: 0 },
  GitHub: { path: "/api/v3/repos/acme/connections", port: 0 },
  "git's smart HTTP": { path: "/acme/connections.git/info/refs?service=git-upload-pack", port: 0 },
  webhooks: { path: "/webhooks/github", port: 0 },
};
const received: unknown[] = [];
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const aws = await startLocalAws();
  const harness = await startHarness({ anonymous: "alice" });
  const webhooks = await listenForWebhooks(0, async (event) => {
    received.push(event);
    return { statusCode: 202, body: "{}" };
  });
  closing.push(
    () => aws.close(),
    async () => harness[Symbol.asyncDispose](),
    () => webhooks.close(),
  );
  const portOf = (url: string): number => Number(new URL(url).port);
  servers.AWS.port = portOf(aws.url);
  servers.GitHub.port = servers["git's smart HTTP"].port = portOf(harness.github.apiUrl);
  servers.webhooks.port = portOf(webhooks.url);
});
afterAll(() => Promise.all(closing.map((close) => close())));

type Name = keyof typeof servers;
const names = Object.keys(servers) as Name[];

async function ask(name: Name, headers: Readonly<Record<string, string>>) {
  const { path, port } = servers[name];
  const asked = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, headers, setHost: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
    sent.once("error", reject).end();
  });
  return asked;
}

/** What comes back for exactly these bytes. */
function send(name: Name, bytes: string): Promise<string> {
  const socket = connect(servers[name].port, "127.0.0.1");
  socket.end(bytes);
  return text(socket);
}

describe.each(names)("the local %s", (name) => {
  const own = (host: string): string => host.replace("PORT", String(servers[name].port));
  const refusal = expect.stringContaining("Only programs on this machine may ask");

  it.each(["127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:1", "[::1]:PORT", "localhost"])(
    "answers who asks for %s",
    async (host) => {
      const { status = 0 } = await ask(name, { host: own(host) });
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(300);
    },
  );

  it.each([
    "evil.example:PORT",
    "127.0.0.1.evil.example:PORT",
    "localhost.evil.example",
    "evil.localhost:PORT",
    "localhost.:PORT",
    "user@localhost:PORT",
    "127.0.0.1:PORT@evil.example",
    "0.0.0.0:PORT",
    "2130706433:PORT",
    "127.1:PORT",
    "::1",
    "",
  ])("refuses who asks for %j, with a sentence", async (host) => {
    const before = received.length;
    expect(await ask(name, { host: own(host) })).toEqual({ status: 403, body: refusal });
    expect(received).toHaveLength(before);
  });

  it("refuses who asks for two names, and for none", async () => {
    const { path } = servers[name];
    const twice = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    expect(await send(name, twice)).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(await send(name, `GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await send(name, `GET ${path} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
  });

  it.each(["https://evil.example", "null", "http://localhost.evil.example", "file://", "http://evil.localhost"])(
    "refuses a page of %s",
    async (origin) => {
      const headers = { host: own("127.0.0.1:PORT"), origin };
      expect(await ask(name, headers)).toEqual({ status: 403, body: refusal });
    },
  );

  it("listens on the loopback alone", async () => {
    const socket = connect(servers[name].port, "127.0.0.2");
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => {
      socket.once("error", resolve);
      socket.once("connect", () => resolve(new Error("somebody listens")));
    });
    socket.destroy();
    expect(error.code).toBe("ECONNREFUSED");
  });
});
