import { describe, expect, it } from "vitest";
import { codes, evaluateCode } from "./support.ts";

const props = '{ authorizationType: "API_KEY", description: "d" }';

async function diagnosticsOf(use: string, call = "await AWS.Events.Connection") {
  return evaluateCode(`const c = ${call}("a", ${props});\n${use};`);
}

describe("what a declared connection gives to other definitions", () => {
  it.each([
    ["its name", "AWS.Events.Connection(`${c.name}-b`, { d: c.id })"],
    ["its name, taken apart", "const { name, id } = c; AWS.Events.Connection(`${name}-b`, { d: id })"],
    ["its name in a helper", "((x) => AWS.Events.Connection(`${x.name}-b`, { d: x.id }))(c)"],
    ["both as JSON", 'AWS.Events.Connection("a-b", { d: JSON.parse(JSON.stringify(c)).id })'],
    ["both by a spread", 'AWS.Events.Connection("a-b", { d: { ...c }.id })'],
  ])("is %s", async (_, use) => {
    for (const call of ["await AWS.Events.Connection", "AWS.Events.Connection"]) {
      const { definitions, diagnostics } = await diagnosticsOf(use, call);
      expect(diagnostics).toEqual([]);
      expect(definitions[1]).toMatchObject({ id: "a-b", props: { d: "a" } });
    }
  });

  it.each([
    ["in a template", 'AWS.Events.Connection("b", { d: `x ${c.arn}` })'],
    ["as a value", 'AWS.Events.Connection("b", { d: c.Arn })'],
    ["in JSON", "JSON.stringify({ it: c.secretArn })"],
    ["with a default", 'const d = c.arnForPolicy ?? "none"'],
    ["in a helper", "((x) => x.SecretArn)(c)"],
    ["before it is awaited", "(AWS.Events.Connection('b', {})).arn"],
  ])("is never what AWS makes up: %s", async (_, use) => {
    const evaluation = await diagnosticsOf(use);
    expect(codes(evaluation)).toEqual(["known-after-apply"]);
    expect(evaluation.diagnostics[0]).toMatchObject({
      line: 3,
      message: expect.stringMatching(/"\w*[aA]rn\w*" of a connection is known only after the apply/),
      hint: "Use `name` or `id`; `exportArn` writes the ARN to a parameter.",
    });
  });

  it.each([
    ["c.description", "does not hand on the", "Keep the value in a constant"],
    ["c.AuthorizationType", "does not hand on the", "Keep the value in a constant"],
    ["c.protect", "does not hand on the", "Keep the value in a constant"],
    ["c.nmae", "a definition could use", "Did you mean `name`?"],
    ["c.Name", "a definition could use", "Did you mean `name`?"],
    ["c.state", "not known before the apply", "`exportArn` writes"],
    ["c.catch(() => 1)", "declared at once", "nothing behind it"],
    ["`${c}`", "not a text", "Use its `name` or `id`."],
  ])("and %s says what to do instead", async (use, message, hint) => {
    const evaluation = await diagnosticsOf(`const x = ${use}`);
    expect(evaluation.diagnostics).toMatchObject([
      {
        code: "known-after-apply",
        line: 3,
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      },
    ]);
  });
});
