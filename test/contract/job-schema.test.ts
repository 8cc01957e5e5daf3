import { expect, it } from "vitest";
import { MalformedJobError, parseJob } from "../../infra/jobs/schema.ts";
import { applyJob, dispatchJob, planJob } from "./queue-suite.ts";

const push = { before: "a".repeat(40), after: "b".repeat(64), sender: 5 };

const groupJob = { ...planJob(1), kind: "group", pullRequest: undefined, commit: "c".repeat(40) };

it.each([
  planJob(1),
  groupJob,
  { ...groupJob, isGone: true, by: { id: 5, login: "octocat" } },
  applyJob("a"),
  { ...applyJob("a"), push },
  dispatchJob("d"),
])("takes a job of kind $kind as it is", (job) => {
  expect(parseJob(JSON.stringify(job))).toEqual(job);
});

it.each([
  ["text that is not JSON", "{"],
  ["another kind", JSON.stringify({ ...planJob(1), kind: "delete" })],
  ["a plan without a pull request", JSON.stringify({ ...planJob(1), pullRequest: undefined })],
  ["a group that is no commit", JSON.stringify({ ...groupJob, commit: "main" })],
  ["a repository without its id", JSON.stringify({ ...planJob(1), repository: { owner: "acme", name: "c" } })],
  ["a member that no job has", JSON.stringify({ ...applyJob("a"), plan: [] })],
  ["an apply that says of no push that there was none", JSON.stringify({ ...applyJob("a"), push: undefined })],
  ["a push by nobody", JSON.stringify({ ...applyJob("a"), push: { ...push, sender: undefined } })],
  ["a push from what is no commit", JSON.stringify({ ...applyJob("a"), push: { ...push, before: "main" } })],
  ["a dispatch by an account without a number", JSON.stringify({ ...dispatchJob("d"), senderId: undefined })],
  ["an input that is no text", JSON.stringify({ ...dispatchJob("d"), inputs: { digest: 1 } })],
])("refuses %s", (_, body) => {
  expect(() => parseJob(body)).toThrow(MalformedJobError);
});

it("names the place and quotes nothing", () => {
  expect(() =>
    parseJob(JSON.stringify({ ...planJob(1), repository: { id: "canary", owner: "a", name: "b" } })),
  ).toThrow(/^the message is not a job, at "repository\.id"$/);
});
