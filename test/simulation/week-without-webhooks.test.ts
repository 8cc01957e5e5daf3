import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../../infra/system-clock.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* A week in which GitHub sends nothing: the reconciler alone has everything planned and applied. */

const MINUTE = 60_000;
const INTERVAL = 15 * MINUTE;
const DAY = 24 * 60 * MINUTE;
let later = 0;
const clock: Clock = {
  now: () => systemClock.now() + later,
  sleep: async (milliseconds) => void (later += Math.ceil(milliseconds)),
};

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ clock });
  // GitHub keeps the machine's time, so that what is planned later was not planned before any merge: only what needs no
  // review is merged then.
  const ids = Array.from({ length: 7 }, (_, index) => `day-${index + 1}`);
  for (const id of ids) pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `canary-${id}` });
  const files = Object.fromEntries(ids.map((id) => [`connections/${id}.json`, definitionJson(id)]));
  const { number } = await pipeline.propose("all", files);
  await pipeline.merge(number);
  // Nothing listens there.
  pipeline.stack.github.setWebhook({ url: "http://127.0.0.1:1/" });
  await pipeline.stack.idle();
});
afterAll(() => pipeline.close());

/** The schedule comes round once, and what it causes is done. */
async function interval(): Promise<void> {
  later += INTERVAL;
  await pipeline.stack.reconcile();
  await pipeline.stack.idle();
}

async function conclusionOf(head: string) {
  return await pipeline.conclusion(head, "bridgehead / plan");
}

const description = (id: string) => pipeline.stack.aws.storedConnection(id)?.properties["Description"];

it("every merge is in AWS, and every open pull request has its check, within one interval; every day of the week", async () => {
  const { aws, github } = pipeline.stack;
  const sent: number[] = [];
  const { number: waiting, head: still } = await pipeline.propose("waiting", {
    "connections/waiting.json": definitionJson("waiting", { description: "Waits all week" }),
  });
  aws.putParameter({ name: "/bridgehead/waiting/key", value: "canary-waiting" });
  await interval();
  expect(await conclusionOf(still)).toBe("success");

  for (let day = 1; day <= 7; day += 1) {
    const id = `day-${day}`;
    const { number, head } = await pipeline.propose(id, {
      [`connections/${id}.json`]: definitionJson(id, { description: `Day ${day}` }),
      // One that was made the day before goes on.
      ...(day > 1 && {
        [`connections/day-${day - 1}.json`]: definitionJson(`day-${day - 1}`, { description: `Changed on day ${day}` }),
      }),
    });
    await interval();
    expect(await conclusionOf(head)).toBe("success");
    expect(await pipeline.comment(number)).toContain(`\`${id}\``);
    await pipeline.merge(number);
    await interval();
    expect(description(id)).toBe(`Day ${day}`);
    expect(description(`day-${day - 1}`)).toBe(day === 1 ? undefined : `Changed on day ${day}`);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied" });
    // Nothing is left to do, whoever looks, until the next day.
    sent.push(pipeline.runs.length);
    await interval();
    expect(pipeline.runs).toHaveLength(sent.at(-1) ?? 0);
    later += DAY - 3 * INTERVAL;
  }
  expect(pipeline.runs).toHaveLength(8);
  // It was no concern of any merge, and was not planned again and again.
  expect(await pipeline.comment(waiting)).toContain("`waiting`");
  expect(await conclusionOf(still)).toBe("success");
  expect(github.unknownRoutes()).toEqual([]);
});

it("a plan that a merge outdates is made again within one interval", async () => {
  const { aws, github } = pipeline.stack;
  aws.putParameter({ name: "/bridgehead/shared/key", value: "canary-shared" });
  const shared = (text: string) => ({ "connections/shared.json": definitionJson("shared", { description: text }) });
  const { number, head } = await pipeline.propose("shared", shared("One"));
  const other = await pipeline.propose("others", shared("Other"));
  await interval();
  expect([await conclusionOf(head), await conclusionOf(other.head)]).toEqual(["success", "success"]);
  await pipeline.merge(number);
  await interval();
  // They add the same file: nobody can merge it any more, and its check says so.
  expect(await conclusionOf(other.head)).toBe("failure");
  expect(await pipeline.comment(other.number)).toContain("conflict");
  expect(github.unknownRoutes()).toEqual([]);
});

it("a plan that never began, since GitHub was away from its first calls on, is made when it is back", async () => {
  const { github } = pipeline.stack;
  const { number, head } = await pipeline.propose("away", { "connections/day-1.json": definitionJson("day-1") });
  const away = new RegExp(`/(?:graphql|pulls/${number})$`);
  github.injectFault({ path: away, status: 502, times: 30 });
  let rounds = 0;
  for (; rounds < 12 && (await conclusionOf(head)) === undefined; rounds += 1) await interval();
  expect(await conclusionOf(head)).toBe("success");
  expect(pipeline.log.join("")).not.toContain("canary");
});
