import { verify } from "@octokit/webhooks-methods";
import { expect, it } from "vitest";
import { startHarness, webhookSecret } from "./harness.ts";

it("can be cloned: the first commit holds a README on the default branch", async () => {
  await using harness = await startHarness();
  const clone = await harness.clone();
  expect(await clone.git("symbolic-ref", "--short", "HEAD")).toBe("main");
  expect(await clone.git("ls-files")).toBe("README.md");
});

it("takes a push and sends a signed push event with the commits, oldest first", async () => {
  await using harness = await startHarness();
  const clone = await harness.clone();
  const before = await clone.git("rev-parse", "HEAD");
  const first = await clone.commit("add two", { "a.txt": "a\n", "dir/b.txt": "b\n" });
  const second = await clone.commit("change and remove", { "a.txt": "A\n", "dir/b.txt": null });
  await clone.git("push", "--quiet", "origin", "main");
  await harness.github.idle();

  expect(harness.received.map(({ event }) => event)).toEqual(["push"]);
  const [push] = harness.received;
  expect(push?.payload).toMatchObject({
    ref: "refs/heads/main",
    before,
    after: second,
    created: false,
    deleted: false,
    forced: false,
    commits: [
      { id: first, message: "add two", added: ["a.txt", "dir/b.txt"], removed: [], modified: [] },
      { id: second, added: [], removed: ["dir/b.txt"], modified: ["a.txt"] },
    ],
    head_commit: { id: second },
    repository: { id: harness.github.repository.id, full_name: "acme/connections", default_branch: "main" },
    installation: { id: harness.github.installationId },
    sender: { login: "alice", type: "User" },
  });
  const signature = String(push?.headers["x-hub-signature-256"]);
  expect(await verify(webhookSecret, push?.body ?? "", signature)).toBe(true);
  expect(await verify("another secret", push?.body ?? "", signature)).toBe(false);
  expect(push?.headers["user-agent"]).toMatch(/^GitHub-Hookshot\//);
});

it("tells a forced push, a created and a deleted branch apart", async () => {
  await using harness = await startHarness();
  const clone = await harness.clone();
  await clone.git("switch", "--quiet", "--create", "topic");
  await clone.commit("one", { "a.txt": "1\n" });
  await clone.git("push", "--quiet", "origin", "topic");
  await clone.git("commit", "--quiet", "--amend", "-m", "another one");
  await clone.git("push", "--quiet", "--force", "origin", "topic");
  await clone.git("push", "--quiet", "origin", ":topic");
  await harness.github.idle();
  const zeros = "0".repeat(40);
  expect(harness.received.map(({ payload }) => payload)).toMatchObject([
    { created: true, forced: false, deleted: false, before: zeros },
    { created: false, forced: true, deleted: false },
    { created: false, forced: false, deleted: true, after: zeros, head_commit: null },
  ]);
});

it("serves pull requests' refs and refuses to have them pushed", async () => {
  await using harness = await startHarness();
  const clone = await harness.clone();
  await clone.git("switch", "--quiet", "--create", "topic");
  const head = await clone.commit("one", { "a.txt": "1\n" });
  await clone.git("push", "--quiet", "origin", "topic");
  await harness.user("bob").rest.pulls.create({ ...harness.place, title: "One", head: "topic", base: "main" });
  await clone.git("fetch", "--quiet", "origin", "pull/1/head");
  expect(await clone.git("rev-parse", "FETCH_HEAD")).toBe(head);
  await expect(clone.git("push", "origin", "HEAD:refs/pull/1/head")).rejects.toThrow(/hidden ref/);
});

it("keeps running when the receiver of webhooks fails, is away or does not answer", async () => {
  const answers = [() => Promise.resolve(new Response(null, { status: 500 })), () => Promise.reject(new Error("away"))];
  await using harness = await startHarness({
    deliver: () => (answers.shift() ?? (() => Promise.resolve(new Response())))(),
  });
  const clone = await harness.clone();
  for (const name of ["a", "b", "c"]) await clone.git("push", "--quiet", "origin", `main:${name}`);
  await harness.github.idle();
  expect(await harness.github.deliveries()).toMatchObject([
    { event: "push", statusCode: 500, status: "Invalid HTTP Response: 500" },
    { event: "push", statusCode: 0, status: "failed to connect to host" },
    { event: "push", statusCode: 200, status: "OK" },
  ]);
});

it("says of a push whose it is, by the credentials that came with it", async () => {
  await using harness = await startHarness();
  const clone = await harness.clone();
  const push = async (authorization: string): Promise<string> => {
    await clone.commit("change", { "a.txt": authorization });
    return clone.git("-c", `http.extraHeader=Authorization: ${authorization}`, "push", "--quiet", "origin", "main");
  };
  const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;
  await push("Bearer user:bob");
  await push(basic("user:alice"));
  await push(basic("x-access-token:user:bob"));
  await expect(push(basic("user:eve"))).rejects.toThrow("403");
  await expect(push(basic("user:nobody"))).rejects.toThrow(/401|Authentication|could not read/);
  await harness.github.idle();
  expect(harness.received.map(({ payload }) => payload["sender"])).toMatchObject([
    { login: "bob", id: expect.any(Number) },
    { login: "alice", id: expect.any(Number) },
    { login: "bob", id: expect.any(Number) },
  ]);
});
