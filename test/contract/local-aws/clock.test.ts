import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { createSsmClient, createStsClient } from "../../../infra/aws/clients.ts";
import { createParameterCatalog } from "../../../infra/aws/parameter-catalog.ts";
import { readTargetIdentity } from "../../../infra/aws/target-identity.ts";
import { ATTEMPTS, insisting } from "../../../workflows/calls/insist.ts";
import { mapConcurrently } from "../../../workflows/calls/map-concurrently.ts";
import { address, refusal, startWire } from "../aws-wire.ts";
import { createTestClock } from "../test-clock.ts";
import { startHarness, under } from "./local-aws-harness.ts";
import { authorization, JSON_11, post } from "./post.ts";

const MINUTE = 60_000;
const { signal } = new AbortController();

const compact = (time: number): string => new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, "");

interface Body {
  readonly Message?: string;
}

async function asked(url: string, signed: number | string): Promise<Body> {
  const date = typeof signed === "string" ? signed : compact(signed);
  const answer = await post(url, "AmazonSSM.DescribeParameters", {}, { "X-Amz-Date": date });
  return (await answer.json()) as Body;
}

describe("a request", () => {
  it("is refused when its signature is more than 15 minutes old", async () => {
    const { aws } = await startHarness();
    expect(await asked(aws.url, Date.now() - 14 * MINUTE)).toEqual({ Parameters: [] });
    const signed = Date.now() - 16 * MINUTE;
    const answer = await asked(aws.url, signed);
    expect(answer).toMatchObject({ __type: "com.amazon.coral.service#InvalidSignatureException" });
    expect(answer.Message).toMatch(
      new RegExp(
        `^Signature expired: ${compact(signed)} is now earlier than \\d{8}T\\d{6}Z \\(\\d{8}T\\d{6}Z - 15 min\\.\\)$`,
      ),
    );
    expect(aws.requests().map(({ outcome }) => outcome)).toEqual(["ok", "InvalidSignatureException"]);
  });

  it("is refused when its signature is of more than 5 minutes ahead", async () => {
    const { aws } = await startHarness();
    expect(await asked(aws.url, Date.now() + 4 * MINUTE)).toEqual({ Parameters: [] });
    const signed = Date.now() + 6 * MINUTE;
    expect((await asked(aws.url, signed)).Message).toMatch(
      new RegExp(
        `^Signature not yet current: ${compact(signed)} is still later than \\d{8}T\\d{6}Z \\(\\d{8}T\\d{6}Z \\+ 5 min\\.\\)$`,
      ),
    );
  });

  it("to STS is refused with the query protocol's error", async () => {
    const { aws } = await startHarness();
    const answer = await fetch(aws.url, {
      method: "POST",
      headers: {
        Authorization: authorization("sts"),
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Amz-Date": compact(Date.now() - 16 * MINUTE),
      },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
    const text = await answer.text();
    expect(text).toContain("<Code>SignatureDoesNotMatch</Code><Message>Signature expired: ");
  });

  it("goes by the machine's clock, also where a test moves the server's time", async () => {
    const { aws, ssm, clock } = await startHarness();
    expect(Math.abs(clock.now() - Date.now())).toBeGreaterThan(15 * MINUTE);
    await ssm.send(new GetParametersCommand({ Names: ["/a"] }));
    expect(aws.requests()).toMatchObject([{ outcome: "ok" }]);
  });

  it("without a time that can be read is taken, since nothing here checks a signature", async () => {
    const { aws } = await startHarness();
    expect(await asked(aws.url, "yesterday")).toEqual({ Parameters: [] });
    const answer = await post(aws.url, "AmazonSSM.DescribeParameters", {}, { "Content-Type": JSON_11 });
    expect(answer.status).toBe(200);
  });
});

describe.each(["clock-skew=1h", "clock-skew=-1h"])("under %s", (fault) => {
  it("the server's answers have its own time, and what was signed by it is good", async () => {
    const { aws } = await under(fault);
    const skew = fault.includes("-1h") ? -60 * MINUTE : 60 * MINUTE;
    const signed = Date.now() + skew;
    const answer = await post(aws.url, "AmazonSSM.DescribeParameters", {}, { "X-Amz-Date": compact(signed) });
    expect(answer.status).toBe(200);
    expect(Math.abs(Date.parse(answer.headers.get("date") ?? "") - signed)).toBeLessThan(MINUTE);
    expect((await asked(aws.url, Date.now())).Message).toMatch(/^Signature (?:expired|not yet current): /);
  });

  it("the SDK, where it repeats, corrects what it signs with", async () => {
    const { aws } = await under(fault);
    const client = new SSMClient({ ...address, endpoint: aws.url });
    await client.send(new GetParametersCommand({ Names: ["/a"] }));
    expect(aws.requests().map(({ outcome }) => outcome)).toEqual(["InvalidSignatureException", "ok"]);
    const identity = readTargetIdentity(
      { client: createStsClient({ ...address, endpoint: aws.url }), region: address.region },
      signal,
    );
    expect(await identity).toMatchObject({ account: "000000000000" });
  });

  it("an adapter sends once, says what is wrong, and is right when it is asked again", async () => {
    const { aws } = await under(fault);
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: aws.url }) });
    const first = await catalog.describe(["/a"], undefined, signal);
    expect(first).toMatchObject({ kind: "retriable", code: "InvalidSignatureException" });
    expect(String(Reflect.get(first, "detail"))).toMatch(/^the clock of this machine is off\. Signature /);
    expect(aws.requests()).toHaveLength(1);
    expect(await catalog.describe(["/a"], undefined, signal)).toEqual({ items: [], next: undefined });
    expect(aws.requests()).toHaveLength(2);
  });

  it("calls at the same time are repeated once each at most, and all of them come through", async () => {
    const { aws } = await under(fault);
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: aws.url }) });
    const ports = insisting({ catalog }, { signal }, createTestClock());
    const answers = await mapConcurrently(["/a", "/b", "/c", "/d"], 4, (name) =>
      ports.catalog.describe([name], undefined, signal),
    );
    expect(answers).toEqual(["/a", "/b", "/c", "/d"].map(() => ({ items: [], next: undefined })));
    const refused = aws.requests().filter(({ outcome }) => outcome === "InvalidSignatureException");
    expect(refused.length).toBeGreaterThan(0);
    expect(aws.requests().length).toBe(4 + refused.length);
  });
});

it("another refusal stays what it is, however late the answer's time is", async () => {
  const { aws } = await under("clock-skew=10m", "access-denied");
  const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: aws.url }) });
  expect(await catalog.describe(["/a"], undefined, signal)).toMatchObject({ kind: "denied" });
});

it("a refusal that goes on while the answers are of another time is repeated as often as every call", async () => {
  const date = new Date(Date.now() + 60 * MINUTE).toUTCString();
  await using wire = await startWire(() => ({ ...refusal("InvalidSignatureException", 400), headers: { date } }));
  const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: wire.url }) });
  const ports = insisting({ catalog }, { signal }, createTestClock());
  expect(await ports.catalog.describe(["/a"], undefined, signal)).toMatchObject({ kind: "retriable" });
  expect(wire.requests).toHaveLength(ATTEMPTS);
});

describe("what no correction helps is refused at once:", () => {
  const describeOne = async (text: string) => {
    await using wire = await startWire(() => refusal("InvalidSignatureException", 400, text));
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    const ports = insisting({ catalog }, { signal }, createTestClock());
    const answer = await ports.catalog.describe(["/a"], undefined, signal);
    return { answer, sent: wire.requests.length };
  };

  it("a time that AWS does not take, in answers of this machine's own time", async () => {
    const text =
      "Signature expired: 20260102T030405Z is now earlier than 20260102T031905Z (20260102T033405Z - 15 min.)";
    const { answer, sent } = await describeOne(text);
    expect(answer).toMatchObject({ kind: "denied", detail: `the clock of this machine is off. ${text}` });
    expect(sent).toBe(1);
  });

  it("a signature of another key", async () => {
    const text = "The request signature we calculated does not match the signature you provided.";
    const { answer, sent } = await describeOne(text);
    expect(answer).toMatchObject({ kind: "denied", detail: text });
    expect(sent).toBe(1);
  });
});
