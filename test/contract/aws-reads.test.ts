import { describe, expect, it } from "vitest";
import { createSsmClient, createStsClient } from "../../infra/aws/clients.ts";
import { createParameterCatalog } from "../../infra/aws/parameter-catalog.ts";
import { createParameterReader } from "../../infra/aws/parameter-reader.ts";
import { readTargetIdentity } from "../../infra/aws/target-identity.ts";
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
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "no failure",
    (error: unknown) => error,
  );
}

describe("the parameter catalog", () => {
  it("asks for each path once, fifty in a call, and follows the pages", async () => {
    const paths = Array.from({ length: 60 }, (_, index) => `/bridgehead/${index}`);
    await using wire = await startWire(({ body }, count) => {
      const asked = JSON.parse(body).ParameterFilters[0].Values as string[];
      if (count === 1) return { body: { Parameters: asked.slice(0, 30).map(metadata), NextToken: "more" } };
      return { body: { Parameters: asked.slice(asked.length > 30 ? 30 : 0).map(metadata) } };
    });
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    const found = await catalog.describe([...paths, ...paths], signal);
    expect([...found.keys()].toSorted()).toEqual(paths.toSorted());
    expect(found.get("/bridgehead/7")).toEqual({
      path: "/bridgehead/7",
      type: "SecureString",
      version: 3,
      modified: 1_700_000_000_250,
    });
    expect(wire.requests.map((request) => [request.operation, names(request).length])).toEqual([
      ["DescribeParameters", 50],
      ["DescribeParameters", 50],
      ["DescribeParameters", 10],
    ]);
    expect(JSON.parse(wire.requests[0]?.body ?? "")).toMatchObject({
      ParameterFilters: [{ Key: "Name", Option: "Equals" }],
    });
  });

  it("leaves out what does not exist, and asks nothing for nothing", async () => {
    await using wire = await startWire(() => ({ body: { Parameters: [metadata("/a")] } }));
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    expect((await catalog.describe([], signal)).size).toBe(0);
    expect(wire.requests).toHaveLength(0);
    expect([...(await catalog.describe(["/a", "/b"], signal)).keys()]).toEqual(["/a"]);
  });

  it("refuses metadata without a version", async () => {
    await using wire = await startWire(() => ({ body: { Parameters: [{ Name: "/a", Type: "String" }] } }));
    const catalog = createParameterCatalog({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    await expect(catalog.describe(["/a"], signal)).rejects.toMatchObject({ code: "UnexpectedAnswer" });
  });
});

describe("the parameter reader", () => {
  it("reads exact versions, each once, ten in a call, whatever the order of the answer", async () => {
    const wanted = Array.from({ length: 12 }, (_, index) => ({ path: `/bridgehead/${index}`, version: index + 1 }));
    await using wire = await startWire((request) => ({
      body: {
        Parameters: names(request)
          .toReversed()
          .map((name) => parameter(name.split(":")[0] ?? "", Number(name.split(":")[1]))),
      },
    }));
    const reader = createParameterReader({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    const values = await reader.read([...wanted, ...wanted], signal);
    expect(values).toHaveLength(12);
    for (const { path, version } of wanted) {
      const value = values.find((candidate) => candidate.path === path);
      expect(value).toMatchObject({ version, type: "SecureString" });
      expect(value?.value.reveal()).toBe(`canary of ${path}`);
    }
    expect(wire.requests.map((request) => names(request).length)).toEqual([10, 2]);
    expect(JSON.parse(wire.requests[0]?.body ?? "")).toMatchObject({ WithDecryption: true });
    expect(JSON.stringify(values)).not.toContain("canary");
  });

  it("reads two versions of one parameter", async () => {
    await using wire = await startWire(() => ({ body: { Parameters: [parameter("/a", 1), parameter("/a", 2)] } }));
    const reader = createParameterReader({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    const wanted = [2, 1].map((version) => ({ path: "/a", version }));
    expect(new Set((await reader.read(wanted, signal)).map(({ version }) => version))).toEqual(new Set([1, 2]));
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
    await expect(reader.read([{ path: "/a", version: 3 }], signal)).rejects.toMatchObject({
      kind: "denied",
      message: `GetParameters of "/a:3" was refused with AccessDeniedException (request request-1)`,
    });
  });

  it("keeps the values of an answer that it cannot read out of the error", async () => {
    const answer = JSON.stringify({ Parameters: [parameter("/a", 3)] });
    await using wire = await startWire(() => ({ body: `${answer.slice(0, -1)}canary` }));
    const reader = createParameterReader({ client: createSsmClient({ ...address, endpoint: wire.url }) });
    const error = await failure(reader.read([{ path: "/a", version: 3 }], signal));
    expect(error).toMatchObject({ name: "CloudError" });
    expect(everythingIn(error)).not.toContain("canary");
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
      kind: "terminal",
    });
  });
});
