import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { runTitle, workflowName } from "../../../infra/local/github/run-title.ts";

const bridgehead = await readFile(new URL("../../../workflows/github/bridgehead.yml", import.meta.url), "utf8");

it("says what was asked for, as the workflow that users copy has it", () => {
  const title = (inputs: Readonly<Record<string, string>>): string | undefined => runTitle(bridgehead, inputs);
  expect(workflowName(bridgehead)).toBe("Bridgehead");
  expect(title({})).toBe("Bridgehead plan · all connections");
  expect(title({ operation: "apply", connection: "orders" })).toBe("Bridgehead apply · orders");
  expect(title({ operation: "drift", reason: "it's late" })).toBe("Bridgehead drift · all connections · it's late");
  expect(title({ operation: "apply", accept: "0a1b" })).toBe("Bridgehead apply accepting 0a1b · all connections");
});

it("knows an input's default from what stands beside it", () => {
  const file = `run-name: Deploy \${{ inputs.how }} to \${{ inputs.where }}
on:
  workflow_dispatch:
    inputs:
      where:
        options:
          - here
        default: here
      how:
        default: fast
permissions:
  default: read
`;
  expect(runTitle(file, {})).toBe("Deploy fast to here");
  expect(runTitle(file, { where: "there" })).toBe("Deploy fast to there");
});

it("takes what was given as text, not as an expression", () => {
  const reason = "${{ inputs.operation }} {0} $& $1";
  expect(runTitle(bridgehead, { reason })).toBe(`Bridgehead plan · all connections · ${reason}`);
});

it.each([
  ["run-name: Deploy", "Deploy"],
  ["run-name: 'It''s on'", "It's on"],
  ['run-name: "${{ inputs.a }}"', "A"],
  ["run-name: Deploy ${{ inputs.none || 'it''s all' }}!", "Deploy it's all!"],
  ["run-name: ${{ inputs.b && inputs.a || 'neither' }}", "neither"],
  ["run-name: ${{ format('{1}-{0}-{2}', inputs.a, 'x') }}", "x-A-{2}"],
  ["run-name: >\n  one\n  two\nname: x", "one two"],
])("%s", (text, title) => {
  expect(runTitle(`${text}\non:\n  workflow_dispatch:\n    inputs:\n      b:\n        default: ""\n`, { a: "A" })).toBe(
    title,
  );
});

it.each([
  "name: Deploy",
  "run-name: ${{ github.actor }}",
  "run-name: ${{ inputs.a == 'A' }}",
  "run-name: ${{ inputs.a || github.actor }}",
  "run-name: ${{ github.actor && inputs.a }}",
  "run-name: ${{ format('{0}', github.actor) }}",
  "run-name: ${{ format('{0}', inputs.a }}",
  "run-name: ${{ format[inputs.a) }}",
  "run-name: ${{ inputs.none }}",
])("leaves the workflow's name where it is %s", (text) => {
  expect(runTitle(text, { a: "A" })).toBeUndefined();
});
