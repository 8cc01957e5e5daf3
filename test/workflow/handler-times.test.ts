import { expect, it } from "vitest";
import { keyed, resultFor, startApplyBench } from "../support/apply-bench.ts";
import { apiKeyModel, defined } from "../support/definitions.ts";

/* AWS's own times, on a clock on which nothing is waited for. */

const SECOND = 1_000;

function oauth(secret: string, path = "/token") {
  const client = {
    ClientParameters: { ClientID: "client", ClientSecret: `{{resolve:ssm-secure:/bridgehead/${secret}}}` },
    AuthorizationEndpoint: `https://login.example.com${path}`,
    HttpMethod: "POST",
  };
  const authorization = { AuthorizationType: "OAUTH_CLIENT_CREDENTIALS", AuthParameters: { OAuthParameters: client } };
  return defined(apiKeyModel("crm", authorization));
}

it("an apply waits for as long as AWS takes, asks seldom, and says what a refused credential did", async () => {
  const bench = await startApplyBench({ faults: [{ kind: "handler-times", every: 1 }] });
  bench.aws.putParameter({ name: "/bridgehead/right", value: "right" });
  bench.aws.putParameter({ name: "/bridgehead/wrong", value: "wrong" });
  const begin = bench.clock.now();
  expect((await bench.apply([oauth("right"), keyed(bench, "orders")])).result.outcome).toBe("applied");
  const created = bench.clock.now() - begin;
  // The handler looks at the state every 15 seconds.
  expect(created).toBeGreaterThan(15 * SECOND);
  expect(created).toBeLessThan(90 * SECOND);
  const polls = bench.aws.requests().filter(({ operation }) => operation === "GetResourceRequestStatus");
  expect(polls.length).toBeLessThan(2 * 12);

  bench.aws.addFault({ kind: "end-state", state: "DEAUTHORIZED", reason: "invalid_client", name: "crm", every: 1 });
  const refused = await bench.apply([oauth("wrong"), keyed(bench, "orders")]);
  expect(refused.result).toMatchObject({ outcome: "failed", reason: "not-authorized" });
  expect(resultFor(refused, "crm").error).toContain("due to connection state: invalid_client");
  expect(await bench.deps.ledger.records()).toMatchObject([{ name: "crm", state: "incomplete" }, { name: "orders" }]);
  expect(bench.tokens("UpdateResource")).toHaveLength(1);

  bench.aws.clearFaults();
  bench.aws.addFault({ kind: "handler-times", every: 1 });
  expect((await bench.apply([oauth("right"), keyed(bench, "orders")])).result.outcome).toBe("applied");
  expect((await bench.apply([oauth("right")])).result.outcome).toBe("applied");
  expect(bench.aws.connectionNames()).toEqual(["crm"]);
});
