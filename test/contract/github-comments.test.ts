import { describe, expect, it } from "vitest";
import { kindOf, open, openPull } from "./github-support.ts";
import { startHarness } from "./local-github/harness.ts";

describe("comments", () => {
  const marker = "<!-- bridgehead:plan:v1 -->";

  it("are one of a kind: created, then edited in place", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    const bodies = async (): Promise<readonly (string | undefined)[]> =>
      (
        await harness.user("bob").rest.issues.listComments({ ...harness.place, issue_number: 1, per_page: 100 })
      ).data.map(({ body }) => body);
    expect(await forge.review.putComment(1, marker, `${marker}\nfirst`, "edit-only")).toBeUndefined();
    const url = await forge.review.putComment(1, marker, `${marker}\nfirst`, "create-or-edit");
    expect(url).toMatch(/pull\/1#issuecomment-\d+$/);
    expect(await forge.review.putComment(1, marker, "second", "create-or-edit")).toBe(url);
    expect(await forge.review.putComment(1, marker, "third", "edit-only")).toBe(url);
    await forge.review.putComment(1, "<!-- bridgehead:other:v1 -->", "another", "create-or-edit");
    expect(await bodies()).toEqual([`${marker}\nthird`, "<!-- bridgehead:other:v1 -->\nanother"]);
  });

  it("of somebody else are never taken for it, wherever they stand", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    await openPull(harness);
    const forgeComment = (index: number): Promise<unknown> =>
      harness
        .user("eve")
        .rest.issues.createComment({ ...harness.place, issue_number: 1, body: `${marker}\nforged ${index}` });
    for (let index = 0; index < 101; index += 1) await forgeComment(index);
    const url = await forge.review.putComment(1, marker, "mine", "create-or-edit");
    expect(await forge.review.putComment(1, marker, "mine again", "create-or-edit")).toBe(url);
    const id = Number(String(url).split("-").at(-1));
    const { data } = await harness.user("bob").rest.issues.getComment({ ...harness.place, comment_id: id });
    expect(data).toMatchObject({ body: `${marker}\nmine again`, user: { login: "bridgehead[bot]" } });
  });

  it("that are too long are refused", async () => {
    await using harness = await startHarness();
    const forge = await open(harness);
    expect(await kindOf(forge.review.putComment(1, marker, "x".repeat(65_536), "create-or-edit"))).toBe("invalid");
  });
});
