import { describe, expect, it } from "vitest";
import { builtinResources } from "../../../workflows/engine/kinds/builtin-resources.ts";
import type { DriftCause } from "../../../workflows/engine/plan/drift.ts";
import {
  driftBody,
  type IssueContext,
  type ToldDrift,
  type ToldTarget,
} from "../../../workflows/render/drift-issue.ts";
import { aRecord } from "../../contract/ledger-fixtures.ts";
import { keyOf } from "../../support/definitions.ts";
import { makePlan } from "../../support/render-case.ts";

const context: IssueContext = {
  kinds: builtinResources,
  place: { folder: "connections", browser: { repositoryUrl: "https://github.example/acme/c", commit: "main" } },
  branch: "main",
  workflow: ".github/workflows/bridgehead.yml",
};
const target = { account: "123456789012", region: "eu-west-1", stage: "prod" };

function told(name: string, causes: readonly DriftCause[], more: Partial<ToldDrift> = {}): ToldDrift {
  const [change] = makePlan({ changes: [{ name, action: "update" }] }).changes;
  if (change === undefined) throw new Error("there is no change");
  const edited = [
    {
      path: "/Description",
      before: `${name} `.repeat(200),
      after: null,
      sensitive: false,
      readable: true,
      recorded: null,
    },
  ];
  return {
    key: keyOf(name),
    id: name,
    name,
    file: `${name}.json`,
    line: 2,
    since: Object.fromEntries(causes.map((cause) => [cause, 1_764_600_000_000])),
    asked: name,
    danger: null,
    isRepaired: false,
    drift: {
      resource: { change, record: aRecord(name), look: null },
      causes,
      edited: causes.includes("changed") ? edited : [],
      ignored: [],
      rotations: [],
      problems: [],
    },
    ...more,
  };
}

const body = (drifted: readonly ToldDrift[], more: Partial<ToldTarget> = {}) =>
  driftBody({ target, drifted, managed: 3_000, waiting: 0, ignored: 0, ...more }, context);

describe("the text of the issue", () => {
  it("is within GitHub's limit however much there is to tell, and has what is dangerous", () => {
    const changed = Array.from({ length: 2_999 }, (_, index) => told(`c-${index}`, ["changed"]));
    const text = body([...changed, told("gone", ["deleted"])]);
    expect(text.length).toBeLessThan(65_000);
    expect(text).toContain("**3000 of 3000 connections**");
    expect(text.indexOf("`gone`")).toBeLessThan(text.indexOf("`c-0`"));
    expect(text).toContain("-f connection=gone");
    expect(text).toMatch(/_and \d+ more, for which there is no space here\._/);
  });

  it("has first what an apply would hold, and says why", () => {
    const text = body([told("plain", ["changed"]), told("held", ["changed"], { danger: "takes away what is there" })]);
    expect(text.indexOf("`held`")).toBeLessThan(text.indexOf("`plain`"));
    expect(text).toContain("since it takes away what is there");
    expect(text).toMatch(/^\| `held` \| changed by hand \| [^|]+ \| is held \|/m);
  });

  it("says of what is not read in this round what was found, and of a repair that it was queued", () => {
    const text = body(
      [told("unread", ["rotated"], { drift: null }), told("repaired", ["deleted"], { isRepaired: true })],
      {
        waiting: 2,
        ignored: 1,
      },
    );
    expect(text).toMatch(/^\| `unread` \| a parameter was rotated \|/m);
    expect(text).not.toContain("connection=unread");
    expect(text).toContain("2 more resources have moved and are read in one of the next rounds.");
    expect(text).toContain("1 property differs and is ignored");
    expect(text).toContain("One was queued, once, since the configuration says `repair`.");
  });

  it("offers no apply for what an apply does nothing about", () => {
    expect(body([told("broken", ["unusable"])])).not.toContain("gh workflow run");
  });
});
