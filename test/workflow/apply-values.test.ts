import { describe, expect, it } from "vitest";
import { apiKeyModel, defined } from "../support/definitions.ts";
import { type ApplyBench, resultFor, startApplyBench, storedKey, writes } from "../support/apply-bench.ts";

/** What stood in parameters when somebody found out only after the merge. */
const values = {
  newline: "secret-91cc\n",
  crlf: "secret-91cc\r\n",
  tab: "secret\t91cc",
  pem: "-----BEGIN PRIVATE KEY-----\nMIIE91ccvQIBADAN\n-----END PRIVATE KEY-----\n",
  jwt600: `eyJ91cc.${"x".repeat(592)}`,
  unicode: "sécret-91cc",
} as const;

const reference = (name: string): string => `{{resolve:ssm-secure:/bridgehead/val/${name}}}`;

function keyOf(name: string) {
  const key = { ApiKeyName: "Authorization", ApiKeyValue: `Bearer ${reference(name)}` };
  return defined(apiKeyModel(`key-${name}`, { AuthParameters: { ApiKeyAuthParameters: key } }));
}

function bodyOf(name: string) {
  const { AuthParameters } = apiKeyModel(`body-${name}`, {
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: reference("fine") },
      InvocationHttpParameters: {
        BodyParameters: [{ Key: "secret", Value: reference(name), IsValueSecret: true }],
      },
    },
  });
  return defined(apiKeyModel(`body-${name}`, { AuthParameters: AuthParameters ?? {} }));
}

async function benchWithValues(): Promise<ApplyBench> {
  const bench = await startApplyBench();
  for (const [name, value] of Object.entries({ ...values, fine: "key-7f3a" })) {
    bench.aws.putParameter({ name: `/bridgehead/val/${name}`, value });
  }
  return bench;
}

describe("a value that AWS would not take", () => {
  it("is not sent; the error names parameter, version, rule and fix, and never the value; others go on", async () => {
    const bench = await benchWithValues();
    const bad = Object.keys(values);
    const applied = await bench.apply([...bad.map(keyOf), keyOf("fine")]);
    expect(applied.result).toMatchObject({ outcome: "failed", reason: "change-failed" });
    for (const name of bad) {
      const { status, error } = resultFor(applied, `key-${name}`);
      expect(status).toBe("failed");
      expect(error).toMatch(new RegExp(`^nothing was sent: parameter /bridgehead/val/${name} version 1[ ,]`));
      expect(error).toMatch(/ApiKeyValue takes .*; store |that \S+ApiKeyValue takes; store /);
    }
    expect(resultFor(applied, "key-newline").error).toContain("--name /bridgehead/val/newline");
    expect(JSON.stringify(applied.result)).not.toMatch(/91cc|MIIE|eyJ/);
    expect(writes(bench)).toEqual(["CreateResource key-fine"]);
    expect(await bench.deps.ledger.intents()).toEqual([]);
  });

  it("is sent once it was stored again, by the same definition", async () => {
    const bench = await benchWithValues();
    await bench.apply([keyOf("newline")]);
    bench.aws.putParameter({ name: "/bridgehead/val/newline", value: "secret-91cc" });
    expect((await bench.apply([keyOf("newline")])).result.outcome).toBe("applied");
    expect(storedKey(bench, "key-newline")).toBe("Bearer secret-91cc");
  });

  it("leaves what is there as it is", async () => {
    const bench = await benchWithValues();
    await bench.apply([keyOf("fine")]);
    bench.aws.putParameter({ name: "/bridgehead/val/fine", value: "rotated\n" });
    const applied = await bench.apply([keyOf("fine")]);
    expect(resultFor(applied, "key-fine")).toMatchObject({ action: "update", status: "failed" });
    expect(resultFor(applied, "key-fine").error).toContain(
      "parameter /bridgehead/val/fine version 2 ends in a line break",
    );
    expect(storedKey(bench, "key-fine")).toBe("Bearer key-7f3a");
    expect((await bench.deps.ledger.records())[0]).toMatchObject({ state: "applied" });
  });
});

it("what AWS takes as it is goes out as it is, with a word about what looks like an accident", async () => {
  const bench = await benchWithValues();
  const applied = await bench.apply([bodyOf("newline"), bodyOf("pem")]);
  expect(applied.result.outcome).toBe("applied");
  const { remarks } = resultFor(applied, "body-newline");
  expect(remarks).toEqual([
    expect.stringMatching(
      /^parameter \/bridgehead\/val\/newline version 1 has a line break, which is sent as a part of/,
    ),
  ]);
  expect(JSON.stringify(bench.aws.storedConnection("body-newline"))).toContain(JSON.stringify(values.newline));
  expect(JSON.stringify(applied.result)).not.toMatch(/91cc|MIIE/);
});
