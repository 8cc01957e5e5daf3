import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";
import { file, type ShownReports, shownReports } from "../support/shown-reports.ts";

/* A run tells each pull request its own part, to the end, and changes nothing on others. */

let pipeline: Pipeline;
let reports: ShownReports;

beforeAll(async () => {
  pipeline = await startPipeline();
  reports = shownReports(pipeline);
  for (const id of ["orders", "billing", "shop"]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
  }
  await reports.manage(["crm", "mail", "fax", "spare", "twice", "moved"]);
});
afterAll(() => pipeline.close());

describe("two pull requests that are merged before a run", { timeout: 60_000 }, () => {
  it("each tell their own, in the comment and in the check of its merge", async () => {
    const one = await pipeline.propose("orders", { [file("orders")]: definitionJson("orders") });
    const two = await pipeline.propose("billing", { [file("billing")]: definitionJson("billing") });
    const [first = "", second = ""] = await reports.mergeTogether(one.number, two.number);
    expect(pipeline.runs.at(-1)).toMatchObject({ results: [{ name: "billing" }, { name: "orders" }] });
    for (const [number, commit, own, other] of [
      [one.number, first, "orders", "billing"],
      [two.number, second, "billing", "orders"],
    ] as const) {
      expect(await reports.check(commit)).toMatchObject({ conclusion: "success", title: "Applied: 1 created" });
      const comment = await pipeline.comment(number);
      expect(comment).toContain("Applied: 1 created");
      for (const text of [comment, (await reports.check(commit))?.summary ?? ""]) {
        expect(text).toContain(`\`${own}\``);
        expect(text).not.toContain(`\`${other}\``);
      }
    }
  });

  it("on one resource: the later one tells of it, and the earlier one by which it was changed again", async () => {
    const one = await pipeline.propose("twice-1", { [file("twice")]: definitionJson("twice", { description: "one" }) });
    await pipeline.work.checkout("twice-2", "twice-1");
    await pipeline.push("twice-2", { [file("twice")]: definitionJson("twice", { description: "two" }) });
    const two = await pipeline.user.openPullRequest("twice-2", "Once more");
    await pipeline.stack.idle();
    const [first = "", second = ""] = await reports.mergeTogether(one.number, two.number);
    expect(pipeline.stack.aws.storedConnection("twice")?.properties).toMatchObject({ Description: "two" });
    expect(await pipeline.comment(two.number)).toContain("Applied: 1 updated");
    const comment = await pipeline.comment(one.number);
    expect(comment).toContain("Nothing to apply");
    expect(comment).toContain(`Changed again after this, and told there: \`twice\` ([#${two.number}](`);
    expect(await reports.check(first)).toMatchObject({ conclusion: "success", title: "Nothing to apply" });
    expect(await reports.check(second)).toMatchObject({ conclusion: "success", title: "Applied: 1 updated" });
  });
});

describe("what is held of a pull request", { timeout: 60_000 }, () => {
  it("turns no other merge orange, and is told on its own when somebody accepts it, and nowhere else", async () => {
    const held = await reports.mergeUnseen("drop-crm", {
      [file("crm")]: null,
      [file("mail")]: definitionJson("mail", { description: "new" }),
    });
    const before = await pipeline.comment(held.number);
    expect(before).toContain("Held: 1 of 2 changes");
    expect(await reports.check(held.commit)).toMatchObject({ conclusion: "action_required" });

    const docs = await pipeline.propose("docs", { "NOTES.md": "notes" });
    const docsAt = await pipeline.merge(docs.number);
    expect(await pipeline.user.comments(docs.number)).toEqual([]);
    expect(await reports.check(docsAt)).toMatchObject({ conclusion: "success", title: "Nothing to apply" });
    const waits = `1 change waits from elsewhere: \`crm\` ([#${held.number}](`;
    expect((await reports.check(docsAt))?.summary).toContain(waits);

    const other = await pipeline.propose("shop", { [file("shop")]: definitionJson("shop") });
    const otherAt = await pipeline.merge(other.number);
    expect(await reports.check(otherAt)).toMatchObject({ conclusion: "success", title: "Applied: 1 created" });
    // Nothing was decided about it since.
    expect(await pipeline.comment(held.number)).toBe(before);

    const others = await reports.whole([docs.number, other.number], [docsAt, otherAt]);
    await reports.rerun({ operation: "plan" });
    await reports.run(await pipeline.summary("main", "bridgehead / re-run"));
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "crm", action: "delete" }] });
    expect(await pipeline.comment(held.number)).toContain("Applied: 1 updated · 1 deleted");
    expect(await reports.check(held.commit)).toMatchObject({
      conclusion: "success",
      title: "Applied: 1 updated · 1 deleted",
    });
    expect(await reports.whole([docs.number, other.number], [docsAt, otherAt])).toEqual(others);
  });

  it("is accepted by itself, with what its own report shows, where more waits than that", async () => {
    const pushed = await reports.push({ [file("fax")]: null });
    const held = await reports.mergeUnseen("drop-spare", { [file("spare")]: null });
    const onPush = await reports.check(pushed);
    expect(onPush).toMatchObject({ conclusion: "action_required", title: "Held: 1 change" });
    expect(await reports.check(held.commit)).toMatchObject({ title: "Held: 1 change" });
    const comment = await pipeline.comment(held.number);
    expect(comment).not.toContain("fax");
    expect(comment).toContain("each of these is accepted by itself:");
    await reports.run(comment);
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "applied", results: [{ name: "spare", action: "delete" }] });
    expect(pipeline.stack.aws.connectionNames()).toContain("fax");
    expect(await pipeline.comment(held.number)).toContain("Applied: 1 deleted");
    expect(await reports.check(held.commit)).toMatchObject({ conclusion: "success", title: "Applied: 1 deleted" });
    expect(await reports.check(pushed)).toEqual(onPush);

    // It was told: a run of the whole target has nothing to add.
    const told = await reports.whole([held.number], [held.commit, pushed]);
    await reports.rerun();
    expect(pipeline.runs.at(-1)).toMatchObject({ outcome: "held", results: [{ name: "fax", status: "held" }] });
    expect(await reports.whole([held.number], [held.commit, pushed])).toEqual(told);
  });
});

describe("a replacement", { timeout: 60_000 }, () => {
  it("is told with both halves", async () => {
    const { number } = await pipeline.propose("moved", {
      [file("moved")]: definitionJson("moved", { name: "moved-on" }),
    });
    const commit = await pipeline.merge(number);
    expect(await pipeline.comment(number)).toContain("Applied: 1 replaced · 1 deleted");
    expect(await reports.check(commit)).toMatchObject({ title: "Applied: 1 replaced · 1 deleted" });
    expect(await pipeline.comment(number)).toContain("The plan that was applied: 1 change");
  });
});
