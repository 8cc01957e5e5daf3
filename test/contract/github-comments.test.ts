import { describe, expect, it } from "vitest";
import type { Forge } from "../../workflows/ports/forge.ts";
import { kindOf, noting, open, openPull } from "./github-support.ts";
import { type Harness, startHarness } from "./local-github/harness.ts";

const marker = "<!-- bridgehead:plan:v1 -->";
const other = "<!-- bridgehead:other:v1 -->";

async function begin() {
  const harness = await startHarness();
  await openPull(harness);
  const { asked, fetch } = noting();
  const forge = await open(harness, { fetch });
  return { harness, forge, asked };
}

async function commentsOf(harness: Harness) {
  const request = { ...harness.place, issue_number: 1, per_page: 100 };
  return (await harness.user("bob").rest.issues.listComments(request)).data;
}

async function bodiesOf(harness: Harness): Promise<readonly (string | undefined)[]> {
  return (await commentsOf(harness)).map(({ body }) => body);
}

function put(forge: Forge, body: string, mode: "create-or-edit" | "edit-only" = "create-or-edit") {
  return forge.review.putComment(1, marker, body, mode);
}

/** Somebody changes the text of a comment, in GitHub's pages. */
async function change(harness: Harness, url: string | undefined, body: string): Promise<void> {
  await harness.user("bob").rest.issues.updateComment({ ...harness.place, comment_id: idOf(url), body });
}

function idOf(url: string | undefined): number {
  return Number(String(url).split("-").at(-1));
}

describe("comments", () => {
  it("are one of a kind: created, then edited in place", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    expect(await put(forge, `${marker}\nfirst`, "edit-only")).toBeUndefined();
    const url = await put(forge, `${marker}\nfirst`);
    expect(url).toMatch(/pull\/1#issuecomment-\d+$/);
    expect(await put(forge, "second")).toBe(url);
    expect(await put(forge, "third", "edit-only")).toBe(url);
    await forge.review.putComment(1, other, "another", "create-or-edit");
    expect(await bodiesOf(harness)).toEqual([`${marker}\nthird`, `${other}\nanother`]);
  });

  it("of somebody else are never taken for it, wherever they stand", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const forgeComment = (index: number): Promise<unknown> =>
      harness
        .user("eve")
        .rest.issues.createComment({ ...harness.place, issue_number: 1, body: `${marker}\nforged ${index}` });
    for (let index = 0; index < 101; index += 1) await forgeComment(index);
    const url = await put(forge, "mine");
    expect(await put(forge, "mine again")).toBe(url);
    const { data } = await harness.user("bob").rest.issues.getComment({ ...harness.place, comment_id: idOf(url) });
    expect(data).toMatchObject({ body: `${marker}\nmine again`, user: { login: "bridgehead[bot]" } });
    harness.github.assume({ commentsNameApp: false });
    expect(await put(forge, "mine still")).toBe(url);
  });

  it("that are too long are refused", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    expect(await kindOf(put(forge, "x".repeat(65_536)))).toBe("invalid");
  });

  it("are not written where their text is the same, whatever line breaks GitHub gives", async () => {
    const { harness, forge, asked } = await begin();
    await using _ = harness;
    const url = await put(forge, "one\ntwo\n");
    const list = "GET issues/1/comments";
    asked.length = 0;
    expect(await put(forge, "one\ntwo\n")).toBe(url);
    await change(harness, url, `${marker}\r\none\r\ntwo`);
    expect(await put(forge, "one\ntwo\n", "edit-only")).toBe(url);
    expect(asked).toEqual([list, list]);
    await put(forge, "one\ntwo\nthree");
    expect(asked).toEqual([list, list, "PATCH issues/comments/N"]);
  });

  it("are listed once by whoever edits them, and again before what was read of one counts", async () => {
    const { harness, forge, asked } = await begin();
    await using _ = harness;
    const list = "GET issues/1/comments";
    const edit = "PATCH issues/comments/N";
    const url = await put(forge, "one");
    expect(asked.splice(0)).toEqual([list, "POST issues/1/comments", list]);
    await put(forge, "two", "edit-only");
    await put(forge, "three");
    expect(asked.splice(0)).toEqual([edit, edit]);
    // Somebody made it say something else since it was written.
    await change(harness, url, "mine");
    await put(forge, "three");
    expect(asked.splice(0)).toEqual([list, edit]);
    expect(await bodiesOf(harness)).toEqual([`${marker}\nthree`]);
    // And somebody deleted it.
    await harness.user("bob").rest.issues.deleteComment({ ...harness.place, comment_id: idOf(url) });
    expect(await put(forge, "four", "edit-only")).toBeUndefined();
    expect(asked.splice(0)).toEqual([edit, list]);
  });

  it("are told by the account that wrote them, where GitHub does not say which App did", async () => {
    const { harness, forge, asked } = await begin();
    await using _ = harness;
    harness.github.assume({ commentsNameApp: false });
    await harness.user("eve").rest.issues.createComment({ ...harness.place, issue_number: 1, body: marker });
    const url = await put(forge, "first");
    expect(await put(forge, "second")).toBe(url);
    expect(await bodiesOf(harness)).toEqual([marker, `${marker}\nsecond`]);
    expect(asked.filter((request) => request.endsWith("/app"))).toHaveLength(1);
  });

  it("of another App are not taken for it, where GitHub does not say which App did", async () => {
    const { harness, forge, asked } = await begin();
    await using _ = harness;
    const by = (type: string) => ({ id: 1, html_url: "x", body: marker, user: { login: "other[bot]", type } });
    harness.github.injectFault({ method: "GET", path: /\/comments$/, status: 200, body: [by("Bot")] });
    expect(await put(forge, "plan", "edit-only")).toBeUndefined();
    expect(asked.at(-1)).toMatch(/^GET .*\/app$/);
    // Of people's comments it is clear without asking who this App is.
    const other = noting();
    const again = await open(harness, { fetch: other.fetch });
    harness.github.injectFault({ method: "GET", path: /\/comments$/, status: 200, body: [by("User")] });
    expect(await put(again, "plan", "edit-only")).toBeUndefined();
    expect(other.asked).toEqual(["GET issues/1/comments"]);
  });
});

describe("a comment that came with a look at its pull request", () => {
  it("is edited without being listed, and none is created without being listed", async () => {
    const { harness, forge, asked } = await begin();
    await using _ = harness;
    await forge.review.look(1);
    asked.length = 0;
    const url = await put(forge, "one");
    expect(asked.splice(0)).toEqual(["POST issues/1/comments", "GET issues/1/comments"]);
    const other = await open(harness, { fetch: noting().fetch });
    await other.review.look(1);
    expect(await put(other, "two", "edit-only")).toBe(url);
    expect(await bodiesOf(harness)).toEqual([`${marker}\ntwo`]);
  });

  it("is found and edited, where GitHub does not tell by GraphQL whose it is", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const url = await put(forge, "one");
    harness.github.assume({ tellsOwnComments: false });
    await forge.review.look(1);
    expect(await put(forge, "two")).toBe(url);
    expect(await bodiesOf(harness)).toEqual([`${marker}\ntwo`]);
  });
});

describe("a comment that people touch", () => {
  it.each([
    ["with the marker", `${marker}\nmine`],
    ["without the marker", "mine"],
    ["with something before the marker", `look here\n${marker}\nmine`],
  ])("is written again in place: %s", async (...[, text]) => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const url = await put(forge, "plan");
    await change(harness, url, text);
    expect(await put(forge, "plan", "edit-only")).toBe(url);
    expect(await bodiesOf(harness)).toEqual([`${marker}\nplan`]);
  });

  it("is not taken for one of another kind", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const url = await forge.review.putComment(1, other, "another", "create-or-edit");
    expect(await put(forge, "plan", "edit-only")).toBeUndefined();
    await change(harness, url, `note\n${other}\nanother`);
    await put(forge, "plan");
    expect(await bodiesOf(harness)).toEqual([`note\n${other}\nanother`, `${marker}\nplan`]);
  });

  it("and deleted is written anew, but not where it may only be edited", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const url = await put(forge, "plan");
    await harness.user("bob").rest.issues.deleteComment({ ...harness.place, comment_id: idOf(url) });
    expect(await put(forge, "plan", "edit-only")).toBeUndefined();
    expect(await put(forge, "plan")).not.toBe(url);
    expect(await bodiesOf(harness)).toEqual([`${marker}\nplan`]);
  });

  it("and deleted in the very moment in which it is edited is written anew", async () => {
    await using harness = await startHarness();
    await openPull(harness);
    const forge = await open(harness, {
      fetch: async (input, init) => {
        if (init?.method === "PATCH") {
          const comment_id = Number(
            String(input instanceof Request ? input.url : input)
              .split("/")
              .at(-1),
          );
          await harness.user("bob").rest.issues.deleteComment({ ...harness.place, comment_id });
        }
        return fetch(input, init);
      },
    });
    const url = await put(forge, "one");
    expect(await put(forge, "two")).not.toBe(url);
    expect(await bodiesOf(harness)).toEqual([`${marker}\ntwo`]);
  });
});

describe("of comments that came to be twice", () => {
  it("the oldest is kept; only those of ours that begin as the same kind are deleted", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    const write = (login: string | null, body: string) =>
      (login === null ? harness.installation() : harness.user(login)).rest.issues.createComment({
        ...harness.place,
        issue_number: 1,
        body,
      });
    await write("bob", `${marker}\nforged`);
    const { data: oldest } = await write(null, `${marker}\none`);
    await write(null, `${other}\nanother`);
    await write(null, `${marker}\ntwo`);
    await write(null, "what people left of one");
    await write(null, `${marker}\nthree`);
    expect(await put(forge, "three", "edit-only")).toBe(oldest.html_url);
    expect(await bodiesOf(harness)).toEqual([
      `${marker}\nforged`,
      `${marker}\nthree`,
      `${other}\nanother`,
      "what people left of one",
    ]);
  });

  it("one whose answer was lost is found by the next report", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    harness.github.injectFault({ method: "POST", path: /\/comments$/, status: 502, afterwards: true });
    expect(await kindOf(put(forge, "plan"))).toBe("unavailable");
    await put(forge, "plan again");
    expect(await bodiesOf(harness)).toEqual([`${marker}\nplan again`]);
  });

  it("one that GitHub does not list at once is not written twice", async () => {
    const { harness, forge } = await begin();
    await using _ = harness;
    harness.github.injectFault({ method: "GET", path: /\/comments$/, status: 200, body: [], times: 3 });
    expect(await put(forge, "plan")).toMatch(/issuecomment-\d+$/);
    expect(await bodiesOf(harness)).toEqual([`${marker}\nplan`]);
  });

  it("those of writers who all saw none before they wrote become one", async () => {
    await using harness = await startHarness();
    await openPull(harness);
    const writers = ["one", "two", "three"];
    // Each goes on from its first look when all have looked.
    const looked = Promise.withResolvers<void>();
    let looking = 0;
    const together = (): typeof fetch => {
      let isFirst = true;
      return async (input, init) => {
        const answer = await fetch(input, init);
        const url = input instanceof Request ? input.url : String(input);
        if (isFirst && (init?.method ?? "GET") === "GET" && url.includes("/comments")) {
          isFirst = false;
          looking += 1;
          if (looking === writers.length) looked.resolve();
          await looked.promise;
        }
        return answer;
      };
    };
    const forges = await Promise.all(writers.map(() => open(harness, { fetch: together() })));
    const urls = await Promise.all(forges.map((forge, index) => put(forge, String(writers[index]))));
    const [comment, ...others] = await commentsOf(harness);
    expect(others).toEqual([]);
    expect(urls).toEqual(writers.map(() => comment?.html_url));
    expect(writers.map((text) => `${marker}\n${text}`)).toContain(comment?.body);
  });
});
