import { describe, expect, it } from "vitest";
import { problemsIn } from "./support.ts";

const api = 'import { AWS, ssm } from "bridgehead";\n';

describe("what is wrong with a file", () => {
  it("is a name, a place and facts", async () => {
    expect(await problemsIn("a.json", "{ a: 1 }")).toEqual([
      { name: "syntax-error/json", at: { file: "a.json", line: 1, column: 3 }, facts: { mistake: "bare" } },
    ]);
    expect(await problemsIn("a.ts", `${api}AWS.Events.Connection("a", { b() {} });\nthrow 1;`)).toMatchObject([
      { name: "unsupported-value/call", at: { line: 2, column: 30 }, facts: { pointer: "/b", inHelper: null } },
      { name: "file-threw/no-error", at: { line: 1, column: 1 }, facts: null },
    ]);
  });

  it.each([
    ["a.json", '{ "apiKey": hunter2 }'],
    ["a.json", "{ \"apiKey\": 'hunter2' }"],
    ["a.json", '{ "apiKey": "hunter2 }'],
    ["a.json", '{ "apiKey": "hunter2", }'],
    ["a.json", '{ "apiKey": "hunter2" "x": 1 }'],
    ["a.json", "apiKey: hunter2"],
    ["a.json", '[1, "hunter2"]'],
    ["a.json", '{ "resource": { "aws_cloudwatch_event_connection": { "a": { "value": "hunter2" } } } }'],
    ["a.json", '{ "auth_parameters": { "api_key": { "value": "hunter2" } } }'],
    ["a.json", '{ "Resources": { "A": { "Type": "AWS::Events::Connection", "Properties": { "Name": "hunter2" } } } }'],
    ["a.ts", `${api}const key = "hunter2" "x";`],
    ["a.ts", `${api}const key = \`hunter2`],
    ["a.ts", "apiKey: hunter2\nname: a\n"],
    ["a.ts", `${api}const key = "hunter2";\nthrow new Error("no " + key);`],
    ["a.ts", `${api}const key = "hunter2";\n(async () => { throw new Error("no " + key); })();`],
    ["a.ts", `${api}const key = "hunter2";\nssm(key, -1);`],
    ["a.ts", `${api}const key = "hunter2";\nssm("/" + key + " ");`],
    ["a.ts", `${api}AWS.Events.Connection("a", { key: "hunter2", b() {} });`],
    ["a.ts", 'export default { authParameters: { apiKey: "hunter2" } };'],
  ])("has no fact that holds a credential: %s %j", async (path, text) => {
    const problems = await problemsIn(path, text);
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });
});
