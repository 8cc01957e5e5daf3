import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { rerunBlock } from "../../../workflows/render/rerun-command.ts";

const digest = "d".repeat(64);
const commandOf = (block: string): string => /^```sh\n(.*)\n```$/.exec(block)?.[1] ?? "";

/** What a shell makes of it. */
function wordsOf(block: string): readonly string[] {
  const script = `gh() { printf '%s\\n' "$@"; }; ${commandOf(block)}`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
}

describe("the command that a report shows", () => {
  it("is whole, ready to copy", () => {
    expect(commandOf(rerunBlock({ branch: "main" }, digest))).toBe(
      `gh workflow run bridgehead.yml --ref main -f operation=apply -f accept=${digest}`,
    );
    expect(commandOf(rerunBlock({ branch: "main", connection: "orders" }, null))).toBe(
      "gh workflow run bridgehead.yml --ref main -f operation=apply -f connection=orders",
    );
  });

  it("names the workflow's file, where that is another", () => {
    const block = rerunBlock({ branch: "main", workflow: ".github/workflows/connections.yml" }, digest);
    expect(commandOf(block)).toContain("gh workflow run connections.yml --ref main ");
  });

  it.each(["it's", "$(id)", "a;b", "a&b", "a|b", '"', "a b", "#1", "!x"])("quotes %j for a shell", (odd) => {
    expect(wordsOf(rerunBlock({ branch: odd, connection: odd }, digest))).toEqual(
      ["workflow", "run", "bridgehead.yml", "--ref", odd].concat(
        ["operation=apply", `connection=${odd}`, `accept=${digest}`].flatMap((input) => ["-f", input]),
      ),
    );
  });

  it.each([
    ["nobody knows the branch", { branch: null }],
    ["nobody knows the workflow", { branch: "main", workflow: null }],
    ["a name cannot stand in a code block", { branch: "ma`in" }],
    ["a name has what nobody sees", { branch: "main", connection: "or\u202Eders" }],
  ])("is the inputs alone where %s", (_, place) => {
    const block = rerunBlock(place, digest);
    expect(block).not.toContain("gh workflow run");
    expect(block).toContain("```ini\noperation=apply\n");
    expect(block).toContain(`accept=${digest}\n`);
  });
});
