import { createHmac, randomUUID } from "node:crypto";

export type WebhookPayload = Readonly<Record<string, unknown>>;

/** One webhook that was sent. */
export interface Delivery {
  readonly id: number;
  /** The `X-GitHub-Delivery` header; a redelivery keeps it. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly redelivery: boolean;
  /** Milliseconds since the epoch. */
  readonly deliveredAt: number;
  /** Seconds. */
  readonly duration: number;
  /** `OK`, or why it failed. */
  readonly status: string;
  /** 0: no answer. */
  readonly statusCode: number;
}

export interface WebhookSender {
  /** Queues one event. Without a URL nothing happens. */
  send(event: string, payload: WebhookPayload): void;
  /** Sends a recorded delivery again under the same guid; false: there is no such delivery. */
  redeliver(id: number): boolean;
  point(webhook: { readonly url: string; readonly secret?: string }): void;
  deliveries(): readonly Delivery[];
  idle(): Promise<void>;
  /** Gives up what is under way and sends nothing more. */
  stop(): void;
}

export interface WebhookSenderOptions {
  readonly url: string | undefined;
  readonly secret: string;
  readonly appId: number;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Milliseconds; GitHub waits for ten seconds. */
  readonly deadline?: number;
}

type Attempt = Pick<Delivery, "id" | "guid" | "event" | "payload" | "redelivery">;

/** Sends webhooks one after another, signed, each once: GitHub never repeats one by itself. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  let url = options.url;
  let secret = options.secret;
  let tail: Promise<void> = Promise.resolve();
  let lastId = 500_000;
  const sent: Delivery[] = [];
  const stopped = new AbortController();

  async function attempt({ id, guid, event, payload, redelivery }: Attempt): Promise<void> {
    if (url === undefined || stopped.signal.aborted) return;
    const body = JSON.stringify(payload);
    const started = options.now();
    const outcome = await post(url, headersFor(guid, event, body), body);
    const action = typeof payload["action"] === "string" ? payload["action"] : null;
    const duration = (options.now() - started) / 1000;
    sent.push({ id, guid, event, action, payload, redelivery, deliveredAt: started, duration, ...outcome });
  }

  async function post(
    target: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<{ readonly status: string; readonly statusCode: number }> {
    const deadline = AbortSignal.timeout(options.deadline ?? 10_000);
    try {
      const signal = AbortSignal.any([deadline, stopped.signal]);
      const response = await options.fetch(target, { method: "POST", headers, body, signal, redirect: "manual" });
      await response.body?.cancel();
      if (response.ok) return { status: "OK", statusCode: response.status };
      return { status: `Invalid HTTP Response: ${response.status}`, statusCode: response.status };
    } catch {
      return { status: deadline.aborted ? "timed out" : "failed to connect to host", statusCode: 0 };
    }
  }

  function headersFor(guid: string, event: string, body: string): Record<string, string> {
    return {
      "Content-Type": "application/json",
      Accept: "*/*",
      "User-Agent": "GitHub-Hookshot/local",
      "X-GitHub-Event": event,
      "X-GitHub-Delivery": guid,
      "X-GitHub-Hook-ID": "1",
      "X-GitHub-Hook-Installation-Target-ID": String(options.appId),
      "X-GitHub-Hook-Installation-Target-Type": "integration",
      "X-Hub-Signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    };
  }

  function enqueue(delivery: Omit<Attempt, "id">): void {
    lastId += 1;
    const id = lastId;
    tail = tail.then(() => attempt({ id, ...delivery }));
  }

  function send(event: string, payload: WebhookPayload): void {
    if (url !== undefined) enqueue({ guid: randomUUID(), event, payload, redelivery: false });
  }

  return {
    send,
    redeliver(id) {
      const delivery = sent.find((candidate) => candidate.id === id);
      if (delivery === undefined) return false;
      const { guid, event, payload } = delivery;
      enqueue({ guid, event, payload, redelivery: true });
      return true;
    },
    point(webhook) {
      url = webhook.url;
      secret = webhook.secret ?? secret;
      const hook = { type: "App", id: 1, name: "web", active: true, app_id: options.appId };
      send("ping", { zen: "Keep it logically awesome.", hook_id: 1, hook });
    },
    deliveries: () => [...sent],
    async idle() {
      let awaited: Promise<void> | undefined;
      while (awaited !== tail) {
        awaited = tail;
        await awaited;
      }
    },
    stop() {
      stopped.abort();
    },
  };
}
