import { describe, expect, it } from "vitest";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { IssueReport } from "../../workflows/ports/issues.ts";
import { kindOf, noting, open, openPull } from "./github-support.ts";
import { type Harness, startHarness } from "./local-github/harness.ts";

const marker = "<!-- bridgehead:drift:v1 prod -->";

async function begin() {
  const harness = await startHarness();
  const { asked, fetch } = noting();
  const forge = await open(harness, { fetch });
  return { harness, forge, asked };
}

const put = (forge: Forge, report: Partial<IssueReport> = {}) =>
  forge.issues.putIssue({
    marker,
    title: "Drift",
    body: "first",
    isOpen: true,
    known: null,
    mayMake: async () => true,
    ...report,
  });

async function numberOf(issue: ReturnType<typeof put>): Promise<number> {
  const made = await issue;
  if (typeof made !== "object") throw new Error(`there is no issue: ${made}`);
  return made.number;
}

async function issuesOf(harness: Harness) {
  const { data } = await harness.user("bob").rest.issues.listForRepo({ ...harness.place, state: "all" });
  return data
    .filter(({ pull_request }) => pull_request === undefined)
    .map(({ number, title, body, state, state_reason, user }) => ({
      number,
      title,
      body,
      state,
      state_reason,
      by: user?.login,
    }));
}

describe("an issue", () => {
  it("is opened, edited where it differs, closed, and opened again", async () => {
    const { harness, forge, asked } = await begin();
    await using _ = harness;
    expect(await put(forge, { isOpen: false })).toBeUndefined();
    const known = await numberOf(put(forge));
    const [made] = await issuesOf(harness);
    expect(made).toMatchObject({ number: known, title: "Drift", body: `${marker}\nfirst`, state: "open" });

    asked.length = 0;
    expect(await put(forge, { known })).toEqual({ number: known, url: expect.stringMatching(/\/issues\/1$/) });
    expect(asked).toEqual(["GET issues/1"]);
    await put(forge, { known, title: "No drift", body: "second", isOpen: false });
    await put(forge, { known, title: "No drift", body: "second", isOpen: false });
    expect(asked.filter((request) => request.startsWith("PATCH"))).toHaveLength(1);
    expect(await issuesOf(harness)).toMatchObject([
      { title: "No drift", body: `${marker}\nsecond`, state: "closed", state_reason: "completed" },
    ]);
    await put(forge, { known });
    expect(await issuesOf(harness)).toMatchObject([{ title: "Drift", state: "open", state_reason: "reopened" }]);
  });

  it.each([[true], [false]])(
    "is found again without its number, by its author (named by GitHub: %s)",
    async (named) => {
      const { harness, forge } = await begin();
      await using _ = harness;
      harness.github.assume({ commentsNameApp: named });
      const eve = harness.user("eve");
      await eve.rest.issues.create({ ...harness.place, title: "Drift", body: `${marker}\nforged` });
      await openPull(harness);
      const number = await numberOf(put(forge));
      expect(number).toBe(3);
      expect(await numberOf(put(forge, { body: "second" }))).toBe(number);
      expect(await put(forge, { body: "third", known: 1 })).toMatchObject({ number });
      expect(await issuesOf(harness)).toMatchObject([
        { number: 3, body: `${marker}\nthird` },
        { number: 1, body: `${marker}\nforged`, by: "eve" },
      ]);
    },
  );

  it("stays the same one whatever people make of it, as long as its number is known", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const known = await numberOf(put(forge));
    const issue = { ...harness.place, issue_number: known };
    await harness.user("bob").rest.issues.update({ ...issue, title: "Mine", body: "mine", state: "closed" });
    expect(await numberOf(put(forge, { known }))).toBe(known);
    expect(await issuesOf(harness)).toMatchObject([{ title: "Drift", body: `${marker}\nfirst`, state: "open" }]);
    // Whoever only reads cannot.
    await expect(harness.user("eve").rest.issues.update({ ...issue, body: "forged" })).rejects.toMatchObject({
      status: 403,
    });
  });

  it("is not another of this App's", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const other = await numberOf(put(forge, { marker: "<!-- bridgehead:drift:v1 test -->" }));
    const number = await numberOf(put(forge, { known: other }));
    expect(number).not.toBe(other);
    expect(await numberOf(put(forge))).toBe(number);
  });

  it("is made anew where somebody deleted it, and only by whoever may at this moment", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const known = await numberOf(put(forge));
    const { owner, repo } = harness.place;
    const url = `${new URL(harness.github.apiUrl).origin}/_bridgehead/repos/${owner}/${repo}/issues/${known}`;
    await fetch(url, { method: "DELETE", headers: { authorization: "token user:alice" } });
    expect(await put(forge, { known, mayMake: async () => false })).toBeUndefined();
    expect(await issuesOf(harness)).toEqual([]);
    expect(await numberOf(put(forge, { known }))).toBe(known + 1);
  });

  it("that was made twice is the older one, and the other is closed", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const body = `${marker}\nfirst`;
    for (const title of ["Drift", "Drift"]) {
      await harness.installation().rest.issues.create({ ...harness.place, title, body });
    }
    expect(await numberOf(put(forge))).toBe(1);
    expect(await issuesOf(harness)).toMatchObject([
      { number: 2, state: "closed", state_reason: "not_planned" },
      { number: 1, state: "open" },
    ]);
  });

  it("is refused as a value where the App may not write it, or there are none", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const path = /\/issues$/;
    harness.github.injectFault({ path, status: 403, body: { message: "Resource not accessible by integration" } });
    expect(await put(forge)).toBe("forbidden");
    harness.github.injectFault({ method: "POST", path, status: 410, body: { message: "Issues are disabled" } });
    expect(await put(forge)).toBe("disabled");
    harness.github.injectFault({ method: "POST", path, status: 500, afterwards: true });
    expect(await kindOf(put(forge))).toBe("unavailable");
    // Its answer was lost, and it is there.
    expect(await numberOf(put(forge))).toBe(1);
    expect(await kindOf(put(forge, { body: "x".repeat(65_536) }))).toBe("invalid");
  });

  it("of another repository, to which it was moved, is not the one", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const known = await numberOf(put(forge));
    const { data } = await harness.user("bob").rest.issues.get({ ...harness.place, issue_number: known });
    const moved = { ...data, number: 9, repository_url: `${harness.github.apiUrl}/repos/acme/elsewhere` };
    harness.github.injectFault({ method: "GET", path: /\/issues\/1$/, status: 200, body: moved });
    await put(forge, { known, body: "second" });
    expect(await issuesOf(harness)).toMatchObject([{ number: known, body: `${marker}\nsecond` }]);
  });
});
