import { describe, expect, it } from "vitest";
import { createSsmClient, createStsClient } from "../../infra/aws/clients.ts";
import { createParameterCatalog } from "../../infra/aws/parameter-catalog.ts";
import { createParameterReader } from "../../infra/aws/parameter-reader.ts";
import { readTargetIdentity } from "../../infra/aws/target-identity.ts";
import { need, Refusal } from "../../workflows/ports/answer.ts";
import { address, everythingIn, refusal, startWire, type WireRequest } from "./aws-wire.ts";

const { signal } = new AbortController();

function names(request: WireRequest | undefined): readonly string[] {
  const body = JSON.parse(request?.body ?? "{}");
  return body.Names ?? body.ParameterFilters[0].Values;
}

const metadata = (path: string) => ({
  Name: path,
  Type: "SecureString",
  Version: 3,
  LastModifiedDate: 1_700_000_000.25,
});
const parameter = (path: string, version: number, selector = `:${version}`) => ({
  Name: path,
  Selector: selector,
  Version: version,
  Type: "SecureString",
  Value: `canary of ${path}`,
});
const identity = (account: string) => ({
  headers: { "content-type": "text/xml" },
  body:
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
    `<Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
});

function policy(PolicyType: string, Attributes: object) {
  return { PolicyType, PolicyText: JSON.stringify({ Type: PolicyType, Version: "1.0", Attributes }) };
}

describe("the parameter catalog", () => {
  it.each([
    ["an expiration", [policy("Expiration", { Timestamp: "2026-12-20T00:00:00.000Z" })], Date.UTC(2026, 11, 20)],
    ["other policies alone", [policy("NoChangeNotification", { After: "20", Unit: "Days" })], null],
    ["what is no policy that it knows", [{ PolicyType: "Expiration", PolicyText: "never" }, {}], null],
  ])("tells when a parameter goes that has %s", async (_, Policies, expires) => {
    await using wire = await startWire(() => ({ body: { Parameters: [{ ...metadata("/a"), Policies }] } }));
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    expect(await catalog.describe(["/a"], undefined, signal)).toMatchObject({ items: [{ path: "/a", expires }] });
  });

  it("tells of those that exist, page by page", async () => {
    await using wire = await startWire((_, count) =>
      count === 1 ? { body: { Parameters: [metadata("/a")], NextToken: "more" } } : { body: {} },
    );
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    const a = { path: "/a", type: "SecureString", version: 3, modified: 1_700_000_000_250, expires: null };
    expect(await catalog.describe(["/a", "/b"], undefined, signal)).toEqual({ items: [a], next: "more" });
    expect(await catalog.describe(["/a", "/b"], "more", signal)).toEqual({ items: [], next: undefined });
    const asked = { MaxResults: 50, ParameterFilters: [{ Key: "Name", Option: "Equals", Values: ["/a", "/b"] }] };
    expect(wire.requests.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      ["DescribeParameters", asked],
      ["DescribeParameters", { ...asked, NextToken: "more" }],
    ]);
  });

  it("sends once what AWS throttles", async () => {
    await using wire = await startWire(() => refusal("ThrottlingException", 400));
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    expect(await catalog.describe(["/a"], undefined, signal)).toMatchObject({ kind: "retriable", subject: "/a" });
    expect(wire.requests).toHaveLength(1);
  });

  it("refuses metadata without a version", async () => {
    await using wire = await startWire(() => ({ body: { Parameters: [{ Name: "/a", Type: "String" }] } }));
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    expect(await catalog.describe(["/a"], undefined, signal)).toMatchObject({ code: "UnexpectedAnswer" });
  });
});

describe("the parameter reader", () => {
  it("reads exact versions, each once, whatever the order of the answer", async () => {
    const wanted = Array.from({ length: 10 }, (_, index) => ({ path: `/bridgehead/${index}`, version: index + 1 }));
    await using wire = await startWire((request) => ({
      body: {
        Parameters: names(request)
          .toReversed()
          .map((name) => parameter(name.split(":")[0] ?? "", Number(name.split(":")[1]))),
      },
    }));
    const reader = createParameterReader({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    const values = need(await reader.read([...wanted, ...wanted], signal));
    expect(values).toHaveLength(10);
    for (const { path, version } of wanted) {
      const value = values.find((candidate) => candidate.path === path);
      expect(value).toMatchObject({ version, type: "SecureString" });
      expect(value?.value.reveal()).toBe(`canary of ${path}`);
    }
    expect(wire.requests.map((request) => names(request).length)).toEqual([10]);
    expect(JSON.parse(wire.requests[0]?.body ?? "")).toMatchObject({ WithDecryption: true });
    expect(JSON.stringify(values)).not.toContain("canary");
  });

  it("reads two versions of one parameter", async () => {
    await using wire = await startWire(() => ({ body: { Parameters: [parameter("/a", 1), parameter("/a", 2)] } }));
    const reader = createParameterReader({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    const wanted = [2, 1].map((version) => ({ path: "/a", version }));
    expect(new Set(need(await reader.read(wanted, signal)).map(({ version }) => version))).toEqual(new Set([1, 2]));
  });

  it("takes a parameter for missing that is not the one asked for", async () => {
    await using wire = await startWire(() => ({
      body: {
        Parameters: [parameter("/a", 4), parameter("/other", 3), parameter("/a", 4, ":3"), parameter("/a", 3, "")],
        InvalidParameters: ["/a:3"],
      },
    }));
    const reader = createParameterReader({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    expect(await reader.read([{ path: "/a", version: 3 }], signal)).toEqual([]);
  });

  it.each([400, 403])("names the paths when it is denied, and no value (%i)", async (status) => {
    await using wire = await startWire(() => refusal("AccessDeniedException", status, "no kms:Decrypt"));
    const reader = createParameterReader({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    expect(await reader.read([{ path: "/a", version: 3 }], signal)).toMatchObject({
      kind: "denied",
      message: `GetParameters of "/a:3" was refused with AccessDeniedException (request request-1)`,
    });
  });

  it("keeps the values of an answer that it cannot read out of the refusal", async () => {
    const answer = JSON.stringify({ Parameters: [parameter("/a", 3)] });
    await using wire = await startWire(() => ({ body: `${answer.slice(0, -1)}canary` }));
    const reader = createParameterReader({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    const refused = await reader.read([{ path: "/a", version: 3 }], signal);
    expect(refused).toBeInstanceOf(Refusal);
    expect(everythingIn(refused)).not.toContain("canary");
  });
});

describe("the target's identity", () => {
  it("is the account of the credentials, in the region asked for", async () => {
    await using wire = await startWire(() => identity("111111111111"));
    const client = createStsClient({ ...address, endpoint: wire.url });
    expect(await readTargetIdentity({ client, region: "eu-west-1" }, signal)).toEqual({
      account: "111111111111",
      region: "eu-west-1",
    });
  });

  it("is refused when it is no account number", async () => {
    await using wire = await startWire(() => identity("<b/>"));
    const client = createStsClient({ ...address, endpoint: wire.url });
    await expect(readTargetIdentity({ client, region: "eu-west-1" }, signal)).rejects.toMatchObject({
      refusal: { kind: "misunderstood" },
    });
  });
});
