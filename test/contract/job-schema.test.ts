import { expect, it } from "vitest";
import { MalformedJobError, parseJob } from "../../infra/job-schema.ts";
import { applyJob, dispatchJob, planJob } from "./queue-suite.ts";

it.each([planJob(1), applyJob("a"), dispatchJob("d")])("takes a job of kind $kind as it is", (job) => {
  expect(parseJob(JSON.stringify(job))).toEqual(job);
});

it.each([
  ["text that is not JSON", "{"],
  ["another kind", JSON.stringify({ ...planJob(1), kind: "delete" })],
  ["a plan without a pull request", JSON.stringify({ ...planJob(1), pullRequest: undefined })],
  ["a repository without its id", JSON.stringify({ ...planJob(1), repository: { owner: "acme", name: "c" } })],
  ["a member that no job has", JSON.stringify({ ...applyJob("a"), plan: [] })],
  ["an input that is no text", JSON.stringify({ ...dispatchJob("d"), inputs: { digest: 1 } })],
])("refuses %s", (_, body) => {
  expect(() => parseJob(body)).toThrow(MalformedJobError);
});

it("names the place and quotes nothing", () => {
  expect(() =>
    parseJob(JSON.stringify({ ...planJob(1), repository: { id: "canary", owner: "a", name: "b" } })),
  ).toThrow(/^the message is not a job, at "repository\.id"$/);
});
