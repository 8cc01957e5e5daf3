import { createSign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { appId, privateKey, refusal, startHarness } from "./harness.ts";

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function jwt(claims: Readonly<Record<string, unknown>>): string {
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}

describe("credentials", () => {
  it("are wanted for everything, and the App's own must be signed by it and not be old", async () => {
    await using harness = await startHarness();
    const now = Math.floor(Date.now() / 1000);
    const status = async (path: string, authorization?: string): Promise<number> =>
      (
        await fetch(
          `${harness.github.apiUrl}${path}`,
          authorization === undefined ? {} : { headers: { authorization } },
        )
      ).status;
    const valid = { iss: appId, iat: now - 30, exp: now + 300 };
    expect(await status("/repos/acme/connections")).toBe(401);
    expect(await status("/repos/acme/connections", "token user:nobody")).toBe(401);
    expect(await status("/app", `Bearer ${jwt(valid)}`)).toBe(200);
    expect(await status("/app", `Bearer ${jwt(valid).slice(0, -8)}AAAAAAAA`)).toBe(401);
    expect(await status("/app", `Bearer ${jwt({ ...valid, exp: now - 1 })}`)).toBe(401);
    expect(await status("/app", `Bearer ${jwt({ ...valid, exp: now + 3600 })}`)).toBe(401);
    expect(await status("/app", `Bearer ${jwt({ ...valid, iss: appId + 1 })}`)).toBe(404);
    expect(await status("/repos/acme/connections", `Bearer ${jwt(valid)}`)).toBe(401);
    expect(await status("/app", "token user:alice")).toBe(401);
  });

  it("of an installation are long, last an hour and are those of the App's bot", async () => {
    let time = Date.now();
    await using harness = await startHarness({ now: () => time });
    const { data: installation } = await harness.app().rest.apps.getRepoInstallation(harness.place);
    const { data } = await harness.app().rest.apps.createInstallationAccessToken({ installation_id: installation.id });
    expect(data.token).toMatch(/^ghs_77_.{100,}/);
    const read = async (token: string): Promise<number> =>
      (await fetch(`${harness.github.apiUrl}/repos/acme/connections`, { headers: { authorization: `token ${token}` } }))
        .status;
    expect(await read(data.token)).toBe(200);
    expect(await read(`${data.token.slice(0, -4)}AAAA`)).toBe(401);
    time += 3_601_000;
    expect(await read(data.token)).toBe(401);
  });

  it("decide what a user may do", async () => {
    await using harness = await startHarness();
    harness.github.addUser({ login: "mallory", permission: "none" });
    const level = async (username: string): Promise<string> =>
      (await harness.installation().rest.repos.getCollaboratorPermissionLevel({ ...harness.place, username })).data
        .permission;
    expect([await level("alice"), await level("bob"), await level("EVE")]).toEqual(["admin", "write", "read"]);
    expect(await refusal(level("nobody"))).toMatchObject({ status: 404 });
    expect(await refusal(harness.user("mallory").rest.repos.get(harness.place))).toMatchObject({ status: 404 });
    const ref = { ...harness.place, ref: "refs/heads/x", sha: "0".repeat(40) };
    expect(await refusal(harness.user("eve").rest.git.createRef(ref))).toMatchObject({ status: 403 });
  });
});

describe("git data", () => {
  it("lets Octokit write a commit from blob to ref, which is a push", async () => {
    await using harness = await startHarness();
    const { git } = harness.user("alice").rest;
    const at = harness.place;
    const { data: main } = await git.getRef({ ...at, ref: "heads/main" });
    const { data: blob } = await git.createBlob({
      ...at,
      content: Buffer.from("é\n").toString("base64"),
      encoding: "base64",
    });
    const { data: tree } = await git.createTree({
      ...at,
      base_tree: main.object.sha,
      tree: [
        { path: "dir/a.txt", mode: "100644", type: "blob", sha: blob.sha },
        { path: "b.txt", mode: "100644", type: "blob", content: "b\n" },
        { path: "README.md", mode: "100644", type: "blob", sha: null },
      ],
    });
    const { data: commit } = await git.createCommit({
      ...at,
      message: "by hand",
      tree: tree.sha,
      parents: [main.object.sha],
    });
    await git.createRef({ ...at, ref: "refs/heads/topic/one", sha: commit.sha });
    await git.updateRef({ ...at, ref: "heads/main", sha: commit.sha });
    await harness.github.idle();
    expect(harness.received.map(({ payload }) => payload["ref"])).toEqual(["refs/heads/topic/one", "refs/heads/main"]);
    const { data: all } = await git.getTree({ ...at, tree_sha: commit.sha, recursive: "1" });
    expect(all.truncated).toBe(false);
    expect(all.tree.map(({ path, type, mode, size }) => [path, type, mode, size])).toEqual([
      ["b.txt", "blob", "100644", 2],
      ["dir", "tree", "040000", undefined],
      ["dir/a.txt", "blob", "100644", 3],
    ]);
    const { data: read } = await git.getBlob({ ...at, file_sha: blob.sha });
    expect(Buffer.from(read.content, "base64").toString()).toBe("é\n");
    expect(await refusal(git.updateRef({ ...at, ref: "heads/main", sha: main.object.sha }))).toMatchObject({
      status: 422,
    });
  });

  it("writes and reads files by path, guarded by the blob's sha", async () => {
    await using harness = await startHarness();
    const { repos } = harness.user("bob").rest;
    const file = { ...harness.place, path: "connections/orders.json" };
    const content = Buffer.from("{}\n").toString("base64");
    const created = await repos.createOrUpdateFileContents({ ...file, message: "add", content });
    expect(created.status).toBe(201);
    const { data } = await repos.getContent(file);
    expect(data).toMatchObject({ type: "file", content: "e30K", encoding: "base64", size: 3 });
    expect(await refusal(repos.createOrUpdateFileContents({ ...file, message: "x", content }))).toMatchObject({
      status: 422,
    });
    const stale = { ...file, message: "x", content, sha: "0".repeat(40) };
    expect(await refusal(repos.createOrUpdateFileContents(stale))).toMatchObject({ status: 409 });
    await repos.deleteFile({ ...file, message: "remove", sha: String(created.data.content?.sha) });
    expect(await refusal(repos.getContent(file))).toMatchObject({ status: 404 });
  });

  it("compares, in pages, and lists files on the first page alone", async () => {
    await using harness = await startHarness();
    const clone = await harness.clone();
    const base = await clone.git("rev-parse", "HEAD");
    const shas = [];
    for (const name of ["a", "b", "c"]) shas.push(await clone.commit(name, { [`${name}.txt`]: "x\n" }));
    await clone.git("push", "--quiet", "origin", "main");
    await clone.git("switch", "--quiet", "--create", "side", base);
    await clone.commit("side", { "side.txt": "x\n" });
    await clone.git("push", "--quiet", "origin", "side");
    const compare = (basehead: string, page?: number) =>
      harness.user("eve").rest.repos.compareCommitsWithBasehead({
        ...harness.place,
        basehead,
        ...(page === undefined ? {} : { page, per_page: 2 }),
      });
    const { data } = await compare(`${base}...main`);
    expect(data).toMatchObject({ status: "ahead", ahead_by: 3, behind_by: 0, merge_base_commit: { sha: base } });
    expect(data.commits.map(({ sha }) => sha)).toEqual(shas);
    expect(data.files?.map(({ filename }) => filename)).toEqual(["a.txt", "b.txt", "c.txt"]);
    const first = await compare(`${base}...main`, 1);
    expect(first.headers.link).toContain('rel="next"');
    const second = await compare(`${base}...main`, 2);
    expect(second.headers.link).not.toContain('rel="next"');
    expect(second.data.commits.map(({ sha }) => sha)).toEqual(shas.slice(2));
    expect(second.data.files).toBeUndefined();
    expect((await compare("main...side")).data).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 3 });
    expect((await compare(`main...${base}`)).data).toMatchObject({ status: "behind" });
    expect((await compare("main...main")).data).toMatchObject({ status: "identical" });
  });
});

describe("workflow dispatch", () => {
  it("starts a run and sends an event that names neither the run nor the commit", async () => {
    await using harness = await startHarness();
    const clone = await harness.clone();
    const sha = await clone.commit("workflow", { ".github/workflows/rerun.yml": "on:\n  workflow_dispatch:\n" });
    await clone.git("push", "--quiet", "origin", "main");
    const { actions } = harness.user("bob").rest;
    const workflow = { ...harness.place, workflow_id: "rerun.yml" };
    await actions.createWorkflowDispatch({ ...workflow, ref: "main", inputs: { accept: "abc" } });
    await harness.github.idle();
    const sent = harness.received.at(-1);
    expect(sent?.event).toBe("workflow_dispatch");
    expect(sent?.payload).toMatchObject({
      ref: "refs/heads/main",
      workflow: ".github/workflows/rerun.yml",
      inputs: { accept: "abc" },
      sender: { login: "bob", id: expect.any(Number) },
    });
    expect(JSON.stringify(sent?.payload)).not.toContain(sha);
    const { data } = await actions.listWorkflowRuns({
      ...workflow,
      event: "workflow_dispatch",
      actor: "bob",
      branch: "main",
    });
    expect(data.workflow_runs).toMatchObject([
      { head_sha: sha, head_branch: "main", actor: { login: "bob" }, path: ".github/workflows/rerun.yml" },
    ]);
    const later = `>=${new Date(Date.now() + 60_000).toISOString()}`;
    expect((await actions.listWorkflowRuns({ ...workflow, created: later })).data.total_count).toBe(0);
  });

  it("shows a run as its file's run-name says, else by the workflow's name, else by its path", async () => {
    await using harness = await startHarness();
    const dispatched = "on:\n  workflow_dispatch:\n    inputs:\n      what:\n        default: nothing\n";
    await harness.seed("main", {
      ".github/workflows/titled.yml": `name: Titled\nrun-name: Run \${{ inputs.what }}\n${dispatched}`,
      ".github/workflows/other.yml": `name: Other\nrun-name: By \${{ github.actor }}\n${dispatched}`,
      ".github/workflows/plain.yml": dispatched,
    });
    const { actions } = harness.user("bob").rest;
    for (const [workflow_id, inputs] of [
      ["titled.yml", {}],
      ["titled.yml", { what: 3 }],
      ["other.yml", {}],
      ["plain.yml", {}],
    ] as const) {
      await actions.createWorkflowDispatch({ ...harness.place, workflow_id, ref: "main", inputs });
    }
    const { data } = await actions.listWorkflowRunsForRepo(harness.place);
    expect(data.workflow_runs.map(({ display_title, name }) => [display_title, name]).toReversed()).toEqual([
      ["Run nothing", "Titled"],
      ["Run 3", "Titled"],
      ["Other", "Other"],
      [".github/workflows/plain.yml", ".github/workflows/plain.yml"],
    ]);
  });

  it("wants the workflow, its trigger, the ref and a writer", async () => {
    await using harness = await startHarness();
    const clone = await harness.clone();
    await clone.commit("workflow", {
      ".github/workflows/rerun.yml": "on:\n  workflow_dispatch:\n",
      ".github/workflows/test.yml": "on: push\n",
    });
    await clone.git("push", "--quiet", "origin", "main");
    const dispatch = (login: string, file: string, ref: string): Promise<unknown> =>
      harness.user(login).rest.actions.createWorkflowDispatch({ ...harness.place, workflow_id: file, ref });
    expect(await refusal(dispatch("bob", "none.yml", "main"))).toMatchObject({ status: 404 });
    expect(await refusal(dispatch("bob", "test.yml", "main"))).toMatchObject({ status: 422 });
    expect(await refusal(dispatch("bob", "rerun.yml", "none"))).toMatchObject({ status: 422 });
    expect(await refusal(dispatch("eve", "rerun.yml", "main"))).toMatchObject({ status: 403 });
  });
});

describe("the server", () => {
  it("answers unknown routes, broken JSON and wrong fields as GitHub does, and records the first", async () => {
    await using harness = await startHarness();
    const octokit = harness.user("alice");
    expect(await refusal(octokit.request("GET /repos/acme/connections/traffic/views"))).toMatchObject({ status: 404 });
    expect(harness.github.unknownRoutes()).toEqual(["GET /repos/acme/connections/traffic/views"]);
    const send = (body: string): Promise<Response> =>
      fetch(`${harness.github.apiUrl}/repos/acme/connections/pulls`, {
        method: "POST",
        headers: { authorization: "token user:alice" },
        body,
      });
    const broken = await send("{");
    expect([broken.status, await broken.json()]).toMatchObject([400, { message: "Problems parsing JSON" }]);
    const wrong = await send("{}");
    expect([wrong.status, await wrong.json()]).toMatchObject([
      422,
      {
        message: "Validation Failed",
        errors: expect.arrayContaining([expect.objectContaining({ field: "title", code: "missing_field" })]),
      },
    ]);
    expect(wrong.headers.get("x-ratelimit-limit")).toBe("5000");
  });

  it("pages lists with Link headers that Octokit follows", async () => {
    await using harness = await startHarness();
    const clone = await harness.clone();
    for (const name of ["a", "b", "c", "d", "e"]) await clone.git("push", "--quiet", "origin", `main:${name}`);
    const octokit = harness.user("eve");
    const branches = await octokit.paginate(octokit.rest.repos.listBranches, { ...harness.place, per_page: 2 });
    expect(branches.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e", "main"]);
  });

  it("pings a webhook that is pointed elsewhere, and redelivers under the same id", async () => {
    await using harness = await startHarness({ webhook: { secret: "s" } });
    const clone = await harness.clone();
    await clone.git("push", "--quiet", "origin", "main:a");
    await harness.github.idle();
    expect(harness.received).toEqual([]);
    harness.github.setWebhook({ url: harness.hookUrl });
    await clone.git("push", "--quiet", "origin", "main:b");
    await harness.github.idle();
    expect(harness.received.map(({ event }) => event)).toEqual(["ping", "push"]);
    const { apps } = harness.app().rest;
    const { data } = await apps.listWebhookDeliveries();
    expect(data).toMatchObject([{ event: "push", status: "OK", status_code: 202 }, { event: "ping" }]);
    await apps.redeliverWebhookDelivery({ delivery_id: Number(data[0]?.id) });
    await harness.github.idle();
    const [, first, again] = harness.received;
    expect(again?.headers["x-github-delivery"]).toBe(first?.headers["x-github-delivery"]);
    expect(again?.body).toBe(first?.body);
  });
});
