import { describe, expect, it } from "vitest";
import { answerComment } from "../../workflows/plan-asked.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import { startApplyBench } from "../support/apply-bench.ts";
import { planned, type PullSituation } from "../support/pull-world.ts";

/* What comes of it that somebody asks for a plan by hand, by a button or a comment. */

const alice = { id: 5, login: "alice" };
const eve = { id: 6, login: "eve" };
const from: PullSituation = { merge: { "orders.ts": "orders" }, mayWrite: ({ id }) => id === alice.id };
const doors = [
  ["a button", {}],
  ["a comment", { comment: 99 }],
] as const;

describe.each(doors)("asked for by %s", (_, how) => {
  it("a pull request is planned for who may write at this moment", async () => {
    const told = await planned({ ...from, asked: { ...how, by: alice } });
    expect(told.ended).toMatchObject({ outcome: "planned" });
    expect([told.comments.length, told.answered]).toEqual([1, []]);
  });

  it.each([eve, { ...eve, login: alice.login }])("nothing is planned or told for anybody else: %j", async (by) => {
    const told = await planned({ ...from, asked: { ...how, by } });
    expect(told.ended).toEqual({ outcome: "refused", reason: "sender-not-allowed" });
    expect([told.checks, told.comments, told.answered, told.asked, told.trail]).toEqual([[], [], [], [], []]);
  });
});

describe("a comment of who may write", () => {
  const asked = { by: alice, comment: 99 };

  it("reads nothing of AWS for a fork's head, since it names no commit, and says where that is asked for", async () => {
    const told = await planned({ ...from, asked, answers: [{ isFork: true }] });
    expect(told.ended).toEqual({ outcome: "refused", reason: "fork" });
    expect([told.asked, told.askedBy, told.published]).toEqual([[], undefined, undefined]);
    expect(told.answered).toEqual([expect.stringContaining("presses **Plan this head** on its check")]);
    // A head that somebody looked at is planned again, by whatever door.
    const again = await planned({ ...from, asked, answers: [{ isFork: true }], askedBefore: ["head"] });
    expect([again.ended.constructor, again.answered]).toEqual([Object, []]);
    expect(again.ended).toMatchObject({ outcome: "planned" });
  });

  it.each<[what: string, of: Partial<PullSituation>, said: string]>([
    ["is closed", { answers: [{ open: false }] }, "not open any more"],
    ["was merged", { answers: [{ open: false, merged: true }] }, "not open any more"],
    ["is for another branch", { answers: [{ baseRef: "next" }] }, "for another branch"],
    ["changes no definition", { merge: { "README.md": "words" } }, "changes no definition"],
  ])("is answered where the pull request %s", async (_, of, said) => {
    const told = await planned({ ...from, asked, ...of });
    expect(told.answered).toEqual([expect.stringContaining(said)]);
    const pressed = await planned({ ...from, asked: { by: alice }, ...of });
    expect(pressed.answered).toEqual([]);
  });
});

/** Comments, one after the other, that are addressed to Bridgehead and are no commands. */
async function answers(comments: readonly { readonly by: typeof alice; readonly comment: number }[], hours = 0) {
  const { deps } = await startApplyBench();
  const added: string[] = [];
  let asked = 0;
  const forge = {
    id: { id: 1, owner: "acme", name: "eventing" },
    webUrl: "https://github.example",
    review: { addComment: async (_: number, body: string) => void added.push(body) },
    trigger: {
      mayWrite: async ({ id }: typeof alice) => {
        asked += 1;
        return id === alice.id;
      },
    },
  } as unknown as Forge;
  const ended: unknown[] = [];
  for (const comment of comments) {
    const clock = { ...deps.clock, now: () => hours * 3_600_000 };
    const { reason } = (await answerComment({ pullRequest: 7, asked: comment }, { ...deps, forge, clock })) as never;
    ended.push(reason);
  }
  return { added, asked, ended };
}

describe("a comment that is no command", () => {
  it("is answered once, with the command that there is, and with nothing that it says", async () => {
    const { added, ended } = await answers([
      { by: alice, comment: 98 },
      { by: alice, comment: 98 },
      { by: alice, comment: 99 },
    ]);
    expect(added).toHaveLength(2);
    expect(added[0]).toBe(
      "[This comment](https://github.example/acme/eventing/pull/7#issuecomment-98) says nothing that Bridgehead knows: `/bridgehead plan`, alone in a new comment, has this pull request planned again, and a comment can ask for nothing else.",
    );
    expect(new Set(ended)).toEqual(new Set(["unknown-command"]));
  });

  it("is not answered to anybody else", async () => {
    expect(await answers([{ by: eve, comment: 1 }])).toMatchObject({ added: [], ended: ["sender-not-allowed"] });
  });

  it("costs one question, and of one account no more than twenty in an hour", async () => {
    const many = Array.from({ length: 25 }, (_, comment) => ({ by: eve, comment: comment + 1 }));
    const told = await answers([...many, { by: alice, comment: 99 }]);
    expect([told.asked, told.added.length]).toEqual([21, 1]);
    expect(told.ended.slice(20, 25)).toEqual(Array.from({ length: 5 }, () => "asked-too-often"));
  });

  it("costs no more than 300 questions in an hour, however many accounts there are", async () => {
    const many = Array.from({ length: 310 }, (_, index) => ({ by: { id: index + 10, login: "x" }, comment: index }));
    expect((await answers(many)).asked).toBe(300);
  });
});
