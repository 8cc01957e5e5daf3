import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { parse } from "yaml";
import { type SystemParameter, systemPath } from "../../infra/aws/system-credentials.ts";
import { checkNames } from "../../workflows/ports/checks.ts";
import { eventNames } from "../../workflows/webhook/events.ts";
import { root } from "../support/source-imports.ts";

const [page, readme, stack] = await Promise.all(
  ["docs/operations.md", "README.md", "serverless.yml"].map((file) => readFile(path.join(root, file), "utf8")),
);
const setUp = /## Set-up\n(.*?)\n## /s.exec(page ?? "")?.[1] ?? "";

const stackSchema = v.object({
  params: v.object({ default: v.record(v.string(), v.string()) }),
  provider: v.object({ stage: v.string(), logRetentionInDays: v.number() }),
});
const { params, provider } = v.parse(stackSchema, parse(stack ?? "", { logLevel: "silent" }));

describe("the set-up that is described", () => {
  const needed: readonly SystemParameter[] = ["appId", "privateKey", "webhookSecret", "fingerprintKey"];

  it.each(needed)("stores the parameter that the stack reads: %s", (parameter) => {
    expect(setUp).toContain(`--name "${systemPath("$stage", parameter)}"`);
  });

  it("says how the webhook secret is rotated", () => {
    expect(setUp).toContain(systemPath("<stage>", "previousWebhookSecret"));
  });

  it.each(Object.entries(params.default))("names the stack's parameter %s and its default", (name, value) => {
    const row = setUp.split("\n").find((line) => line.startsWith(`| \`${name}=…\``));
    expect(row).toContain(value === "" ? "none" : `\`${value}\``);
  });

  it("uses the stage that the stack has unless told otherwise", () => {
    expect(provider.stage).toContain("'production'");
    expect(setUp).toContain("stage=production");
    expect(page).toContain(`kept for ${provider.logRetentionInDays} days`);
  });

  it("subscribes the App to every event that causes work, and to no other", () => {
    const titles = eventNames.map((name) => name[0]?.toUpperCase() + name.slice(1).replaceAll("_", " "));
    const [, line = ""] = /^- Events: ([^.]*)/m.exec(setUp) ?? [];
    expect([...line.matchAll(/`([^`]+)`/g)].map(([, title]) => title).toSorted()).toEqual(titles.toSorted());
  });

  it("requires the check that Bridgehead writes, here and in the README", () => {
    expect(setUp).toContain(`\`${checkNames.plan}\``);
    expect(readme).toContain(`\`${checkNames.plan}\``);
  });
});
