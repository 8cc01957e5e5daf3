import * as v from "valibot";
import { expect, it } from "vitest";
import type { GithubClient } from "../../../infra/github/github-client.ts";
import { GithubError, type GithubErrorKind } from "../../../infra/github/github-error.ts";
import { createGraph } from "../../../infra/github/graph.ts";

const repository = { id: 1, owner: "acme", name: "connections" };

it.each<[GithubErrorKind, number, number | "rejects"]>([
  ["unavailable", 502, 25],
  ["rate-limited", 200, 0],
  ["rate-limited", 403, "rejects"],
  ["unauthorized", 401, "rejects"],
  ["forbidden", 403, 0],
  ["not-found", 200, 0],
  ["invalid", 200, 0],
  ["unexpected", 200, 0],
])("after %s, status %d, a question has %s files", async (kind, status, page) => {
  const error = new GithubError({ kind, status, operation: "ask", detail: "" });
  const client = { graphql: () => Promise.reject(error) } as unknown as GithubClient;
  const graph = createGraph(client, repository);
  expect(graph.page()).toBe(100);
  const outcome = await graph.ask("ask", v.unknown(), "id").then(
    () => page,
    () => "rejects",
  );
  expect(outcome).toBe(page);
  expect(graph.page()).toBe(page === "rejects" ? 100 : page);
});

it("questions that fail together count once, and after the last step none is asked", async () => {
  let asked = 0;
  const error = new GithubError({ kind: "unavailable", status: 502, operation: "ask", detail: "" });
  const client = { graphql: () => ((asked += 1), Promise.reject(error)) } as unknown as GithubClient;
  const graph = createGraph(client, repository);
  await Promise.all([1, 2, 3].map(() => graph.ask("ask", v.unknown(), "id")));
  expect(graph.page()).toBe(25);
  await graph.ask("ask", v.unknown(), "id");
  await graph.ask("ask", v.unknown(), "id");
  expect([graph.page(), asked]).toEqual([0, 4]);
});
