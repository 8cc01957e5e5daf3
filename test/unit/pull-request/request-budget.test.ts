import { expect, it } from "vitest";
import type { CounterStore } from "../../../workflows/ports/ledger.ts";
import { strangerBounds, writerBounds } from "../../../workflows/ports/source-bounds.ts";
import {
  budgets,
  openBudget,
  type RequestBudget,
  RequestsSpentError,
  STRANGERS_IN_ALL,
  type Spender,
} from "../../../workflows/pull-request/request-budget.ts";

const HOUR = 60 * 60 * 1000;
const begin = 500_000 * HOUR;

/** A ledger that keeps counters alone, and an hour that goes on. */
function world() {
  const counters = new Map<string, number>();
  const state = { now: begin + 1 };
  const ledger: CounterStore = {
    async count(key, add) {
      counters.set(key, (counters.get(key) ?? 0) + add);
      return counters.get(key) ?? 0;
    },
  };
  const open = (spender: Spender = "writers", pullRequest = 7): Promise<RequestBudget> =>
    openBudget({ repository: 1, pullRequest, spender }, { ledger, clock: { now: () => state.now } });
  const total = () => [...counters.values()].reduce((sum, count) => sum + count, 0);
  const ofOne = (pullRequest = 7) => counters.get(`requests/1/${pullRequest}/${begin}`) ?? 0;
  return { state, open, total, ofOne };
}

async function take(budget: RequestBudget, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await budget.take();
}

it("a job leaves behind what it took, however much that was", async () => {
  for (const times of [0, 1, 39, 40, 41, 130]) {
    const { open, total } = world();
    const budget = await open();
    expect(budget.allow("writers")).toBe(true);
    await take(budget, times);
    // What was counted ahead is what a worker that dies here has spent at most.
    expect(total()).toBeGreaterThanOrEqual(times);
    expect(total()).toBeLessThan(times + 80);
    await budget.close();
    expect(total()).toBe(times);
  }
});

it.each(["writers", "strangers"] as const)("%s get what they have in an hour, and no request more", async (spender) => {
  const { open, ofOne, state } = world();
  const first = await open(spender);
  expect(first.allow(spender)).toBe(true);
  await take(first, budgets[spender] - 1);
  await first.close();
  const second = await open(spender);
  expect(second.allow(spender)).toBe(true);
  // Those that are made at once are counted one by one.
  const taken = await Promise.allSettled(Array.from({ length: 8 }, () => second.take()));
  expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(second.take()).rejects.toThrow(RequestsSpentError);
  await second.close();
  expect(ofOne()).toBe(budgets[spender]);
  expect((await open(spender)).allow(spender)).toBe(false);
  expect((await open(spender, 8)).allow(spender)).toBe(true);
  state.now = begin + HOUR;
  expect((await open(spender)).allow(spender)).toBe(true);
});

it("says that it is spent, some times, and then nothing", async () => {
  const { open, ofOne } = world();
  const first = await open("strangers");
  first.allow("strangers");
  await take(first, budgets.strangers);
  expect(first.endsAt).toBe(begin + HOUR);
  await first.close();
  let said = 0;
  for (let pushes = 0; pushes < 1_000; pushes += 1) {
    const budget = await open("strangers");
    if (budget.isSilent) {
      await budget.close();
      continue;
    }
    await take(budget, 1);
    said += Number(!budget.allow("strangers"));
    budget.allowReport();
    await take(budget, 2);
    await budget.close();
  }
  expect(said).toBe(10);
  expect(ofOne()).toBe(230);
});

it("what other jobs of the same pull request take meanwhile counts", async () => {
  const { open, ofOne } = world();
  const [one, other] = [await open("strangers"), await open("strangers")];
  for (const budget of [one, other]) budget.allow("strangers");
  await take(one, 150);
  await take(other, 40);
  // It looks at what all have taken whenever it has used up what it counted ahead.
  await expect(take(other, 40)).rejects.toThrow(RequestsSpentError);
  await Promise.all([one.close(), other.close()]);
  expect(ofOne()).toBeLessThanOrEqual(budgets.strangers + 40);
});

it("before anybody says whose it is, nothing goes beyond silence; and saying that it is spent has an end", async () => {
  const { open } = world();
  const first = await open("strangers");
  await take(first, 225);
  await first.close();
  const second = await open("strangers");
  await take(second, 5);
  await expect(second.take()).rejects.toThrow(RequestsSpentError);
  second.allow("strangers");
  second.allowReport();
  await take(second, 20);
  await expect(second.take()).rejects.toThrow(RequestsSpentError);
});

it("who may write has more left where strangers have spent theirs", async () => {
  const { open } = world();
  const first = await open("strangers");
  first.allow("strangers");
  await take(first, budgets.strangers);
  await first.close();
  const asked = await open("writers");
  expect(asked.isSilent).toBe(false);
  expect(asked.allow("writers")).toBe(true);
  await take(asked, 100);
});

it("all strangers together take no more than their part, however many pull requests they open", async () => {
  const { open, total } = world();
  let asked = 0;
  for (let pullRequest = 1; pullRequest <= 40; pullRequest += 1) {
    const budget = await open("strangers", pullRequest);
    const times = budget.isSilent ? 0 : 100;
    budget.allow("strangers");
    await take(budget, times);
    await budget.close();
    asked += times;
  }
  expect(asked).toBe(STRANGERS_IN_ALL);
  // Each is counted twice: for its pull request, and for all.
  expect(total()).toBe(2 * STRANGERS_IN_ALL);
  expect((await open("writers", 99)).isSilent).toBe(false);
});

it("what is sent once more by itself counts", async () => {
  const { open, total } = world();
  const budget = await open();
  await budget.take();
  budget.repeat();
  budget.repeat();
  await budget.close();
  expect(total()).toBe(3);
});

it("all that one pull request may take leaves something of the App's 5,000 an hour", () => {
  expect(budgets.writers).toBeLessThan(4_000);
  expect(budgets.strangers * 20).toBeLessThan(5_000);
});

it("one reading within its bounds fits into the budget: of a merge, and of its base", () => {
  expect(budgets.writers).toBeGreaterThan(writerBounds.requests + 50);
  expect(budgets.strangers).toBeGreaterThan(2 * strangerBounds.requests + 20);
});
