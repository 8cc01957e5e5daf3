import { expect, it } from "vitest";
import { loggedNames } from "../../infra/log/fields.ts";
import { readModule, sourceModules } from "../support/source-imports.ts";

it("every field that is logged has a name that the log keeps", async () => {
  const modules = await sourceModules(["workflows", "infra", "functions", "cli"]);
  const lost = modules.flatMap(({ path, logFields }) =>
    logFields.filter((name) => !loggedNames.has(name)).map((name) => `${path}: ${name}`),
  );
  expect(lost).toEqual([]);
  expect(modules.flatMap(({ logFields }) => logFields).length).toBeGreaterThan(5);
});

it.each(["payload", "body", "value", "secret", "token", "properties", "model", "error", "message", "level"])(
  "no field is named %s",
  (name) => {
    expect(loggedNames.has(name)).toBe(false);
  },
);

it("sees the fields of a call", () => {
  const text = 'log.info("a", { name: 1 }); deps.log.error("b", error, { run }); other.info({ c: 1 });';
  expect(readModule("workflows/x.ts", text).logFields).toEqual(["name", "run"]);
});
