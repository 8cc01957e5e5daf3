import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { bridgehead } from "../support/bridgehead.ts";

const run = (...args: readonly string[]) => bridgehead(args, { cwd: tmpdir() });

it("explain prints a code's page, and needs no definitions and no account", async () => {
  const { status, stdout, stderr } = await run("explain", "literal-credential");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain('apiKey: "my-api-key"');
  expect(stdout).toContain('apiKey: ssm("/bridgehead/orders/key")');
  expect(stdout).toMatch(/^Fix: Put it into Parameter Store/m);
});

it("explain refuses a code that there is not, and proposes the nearest", async () => {
  const { status, stdout, stderr } = await run("explain", "literal-credentials", "--json");
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    error: {
      message: 'there is no diagnostic and no finding with the code "literal-credentials"',
      hint: "did you mean `npx --no bridgehead explain literal-credential`?",
    },
  });
  expect(stderr).toContain("error: there is no diagnostic and no finding");
});

it("the help lists it", async () => {
  const { stdout } = await run("--help");
  expect(stdout).toMatch(/^ {2}explain +say what a code of a diagnostic or a finding means/m);
});
