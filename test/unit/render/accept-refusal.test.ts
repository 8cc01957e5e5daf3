import { describe, expect, it } from "vitest";
import { acceptanceDigest, type Mismatch } from "../../../workflows/engine/plan/review/acceptance.ts";
import { acceptRefusal, isOfAcceptance } from "../../../workflows/render/accept-refusal.ts";
import { renderRefusalCheck } from "../../../workflows/render/check.ts";
import { makePlan } from "../../support/render-case.ts";

const commit = "ab12cd34ef56ab78cd90ef12ab34cd56ef78ab90";
const from = "1234567ef56ab78cd90ef12ab34cd56ef78ab90a";
const plan = makePlan({ changes: [{ name: "orders", action: "delete" }] });
const [digest, rerun] = [acceptanceDigest(plan, commit), { branch: "main" }];
const since = [{ code: "dependents", level: "block" as const, message: "two point at <it>", about: null }];
const command = `gh workflow run bridgehead.yml --ref main -f operation=apply -f accept=${digest}`;

type Reason = Parameters<typeof acceptRefusal>[0];

function told(reason: Reason, mismatch: Mismatch | null, shown = plan, given = "abc"): string {
  return acceptRefusal(reason, { given, sender: "dev", plan: shown, commit, mismatch, missing: 1, rerun });
}

describe("an acceptance that is refused", () => {
  it.each<[reason: Reason, mismatch: Mismatch | null, says: string]>([
    ["accept-malformed", { kind: "malformed" }, "It has 3 characters; a digest is 64 of"],
    ["accept-of-plan", { kind: "of-plan" }, "What is accepted has a digest of its own"],
    [
      "accept-mismatch",
      { kind: "moved", from, since: [] },
      "at `1234567`, and the branch is at `ab12cd3`.".replaceAll("`", ""),
    ],
    ["accept-mismatch", { kind: "moved", from, since }, "- Two point at"],
    ["accept-mismatch", { kind: "found", since }, "What blocks it since then:"],
    ["accept-mismatch", { kind: "selection", name: null }, "It is of all changes"],
    ["accept-mismatch", { kind: "selection", name: "orders" }, "It is of `orders` alone"],
    ["accept-mismatch", { kind: "other" }, "of another plan, or of another target"],
    ["accept-expired", null, "Whoever has read the plan as it is now"],
    ["pusher-may-not-accept", null, "`dev` is one of those who pushed, merged or wrote it."],
  ])("as %s says why (%j), and shows the command with today's digest", (reason, mismatch, says) => {
    const text = told(reason, mismatch);
    expect(text).toContain(says);
    expect(text).toContain(command);
    expect(text).not.toContain("<it>");
    expect(isOfAcceptance(reason)).toBe(true);
    const check = renderRefusalCheck(reason, text);
    expect(check).toMatchObject({ conclusion: "failure", title: expect.stringMatching(/^Refused: [^`]+$/) });
    expect(check.summary).toContain(command);
  });

  it("waits where others have to accept it as well, and is no failure", () => {
    const text = told("accept-waits", null);
    expect(text).toContain("`dev` accepts it. It takes 1 more person.");
    expect(text).toContain(`Somebody else who may write here accepts it with:\n\n\`\`\`sh\n${command}`);
    expect(isOfAcceptance("accept-waits")).toBe(true);
    expect(renderRefusalCheck("accept-waits", text)).toMatchObject({
      conclusion: "action_required",
      title: "Waiting: more people have to accept the same digest within the hour",
      summary: expect.stringContaining("Nothing is applied yet."),
    });
  });

  it("shows no command that would not help", () => {
    expect(told("pusher-unknown", null)).not.toContain("gh ");
    expect(told("accept-used", null)).toContain("-f operation=apply\n");
    expect(told("accept-used", null)).not.toContain("accept=");
    expect(told("accept-mismatch", { kind: "other" }, makePlan({ unchanged: 1 }))).toContain("nothing to accept now");
    const frozen = makePlan({
      changes: [{ name: "orders", action: "delete" }],
      findings: [{ code: "frozen", level: "block", message: "the target is frozen: audit" }],
    });
    expect(told("accept-mismatch", { kind: "other" }, frozen)).toContain("No acceptance clears what holds this");
    expect(told("accept-mismatch", { kind: "other" }, frozen)).not.toContain("gh ");
    const broken = makePlan({ diagnostics: [{ message: "broken" }] });
    expect(told("accept-mismatch", { kind: "other" }, broken)).toContain("a definition has an error");
  });

  it("is told from others", () => {
    expect(isOfAcceptance("unknown-connection")).toBe(false);
  });

  it("lists ten findings at most", () => {
    const many = Array.from({ length: 12 }, () => since[0]!);
    expect(told("accept-mismatch", { kind: "found", since: many })).toContain("- and 2 more");
  });
});
