import { describe, expect, it } from "vitest";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { WITHHELD } from "../../workflows/engine/values/redact.ts";
import { renderApplyComment } from "../../workflows/render/apply-comment.ts";
import { renderPlanComment } from "../../workflows/render/plan-comment.ts";
import { renderResultTerminal } from "../../workflows/render/terminal.ts";
import { type ApplyBench, startApplyBench } from "../support/apply-bench.ts";
import { apiKeyModel, defined } from "../support/definitions.ts";
import { faultsOfAws } from "./faults-of-aws.ts";

const http = (list: string, Value: string): Model => ({ [list]: [{ Key: "k", Value, IsValueSecret: true }] });
const oauth = (ClientSecret: string, more: Model = {}): Model => ({
  OAuthParameters: {
    ClientParameters: { ClientID: "client", ClientSecret },
    AuthorizationEndpoint: "https://auth.example.com/token",
    HttpMethod: "POST",
    ...more,
  },
});
const keyed = (more: Model): Model => ({
  ApiKeyAuthParameters: { ApiKeyName: "x-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/fine}}" },
  ...more,
});
const fine = "{{resolve:ssm-secure:/bridgehead/fine}}";

/** Every place of a definition that may hold a credential, or a value that nobody may read. */
const places: Readonly<Record<string, (text: string) => Model>> = {
  "api-key": (text) => ({ AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-key", ApiKeyValue: text } } }),
  bearer: (text) => ({
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "Authorization", ApiKeyValue: `Bearer ${text}` } },
  }),
  password: (text) => ({
    AuthorizationType: "BASIC",
    AuthParameters: { BasicAuthParameters: { Username: "user", Password: text } },
  }),
  "client-secret": (text) => ({ AuthorizationType: "OAUTH_CLIENT_CREDENTIALS", AuthParameters: oauth(text) }),
  ...Object.fromEntries(
    ["HeaderParameters", "QueryStringParameters", "BodyParameters"].flatMap((list) => [
      [list, (text: string) => ({ AuthParameters: keyed({ InvocationHttpParameters: http(list, text) }) })],
      [
        `oauth-${list}`,
        (text: string) => ({
          AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
          AuthParameters: oauth(fine, { OAuthHttpParameters: http(list, text) }),
        }),
      ],
    ]),
  ),
};

/** No words, and in no text by chance. AWS echoes them: each request that is failed has sent the one of its length. */
const canaries = ["^", "^Zq4", "^Zq7x3vA", `^Zq7x3vA${"0f9b3c7d".repeat(74)}`];

/** What AWS writes where it quotes what it was sent, as it may do in each place where it says something. */
const echoes = (canary: string): Readonly<Record<string, Fault>> => ({
  "an echo in a failure": {
    kind: "fail",
    code: "InvalidRequest",
    message: `Value '${canary}' at 'value' failed`,
    every: 1,
  },
  "an echo in JSON": {
    kind: "fail",
    code: "GeneralServiceException",
    message: `Sent ${JSON.stringify({ value: canary })} and failed`,
    every: 1,
  },
  "an echo that is cut": {
    kind: "fail",
    code: "InvalidRequest",
    message: `Value '${canary.slice(0, Math.max(1, canary.length - 2))}`,
    every: 1,
  },
  "an echo in an exception": {
    kind: "error",
    code: "ValidationException",
    message: `1 validation error detected: Value '${canary}' at 'value' failed`,
    operation: "CreateResource",
    every: 1,
  },
  "an echo of a hook": { kind: "hook", message: `found ${canary}`, every: 1 },
  "an echo in a state": { kind: "end-state", state: "DEAUTHORIZED", reason: `401 for ${canary}`, every: 1 },
});

interface Told {
  readonly shown: string;
  readonly errors: readonly string[];
}

/** All that an apply shows, keeps and logs. */
async function applied(bench: ApplyBench, definitions: readonly Definition[]): Promise<Told> {
  const { plan, result } = await bench.apply(definitions, { within: 5 * 60_000 });
  const { ledger, log } = bench.deps;
  const shown = [
    JSON.stringify([plan, result, await ledger.records(), await ledger.intents(), bench.aws.requests(), log]),
    renderApplyComment(result, plan, { folder: "connections", accepts: [] }),
    renderPlanComment(plan, { folder: "connections" }),
    renderResultTerminal(result, plan, { color: false, width: 100, folder: "connections" }),
  ].join("\n");
  return { shown, errors: result.results.flatMap(({ error }) => (error === null ? [] : [error])) };
}

/** Definitions with a canary in every place: in a parameter, and as text. */
function withCanaries(bench: ApplyBench, canary: string): readonly Definition[] {
  bench.aws.putParameter({ name: "/bridgehead/fine", value: "0a1b-fine-2c3d" });
  return Object.entries(places).flatMap(([place, model]) => {
    const name = `/bridgehead/${place}`;
    bench.aws.putParameter({ name, value: canary });
    const literal = `{{literal:${bench.literals.add(canary)}}}`;
    return [
      defined(apiKeyModel(`ref-${place}`, model(`{{resolve:ssm-secure:${name}}}`))),
      defined(apiKeyModel(`text-${place}`, model(literal))),
    ];
  });
}

/** A text with every mask taken for what it may hide: then it is one that AWS wrote. */
function isWhole(error: string, canary: string): boolean {
  if (!error.includes("[masked]")) return true;
  return canary.length >= 8 && /(?:'|"|for |found )\[masked\]/.test(error) && !/\w\[masked\]|\[masked\]\w/.test(error);
}

describe.each(canaries.map((canary) => [canary.length, canary] as const))(
  "a canary of %s characters in every place",
  (_, canary) => {
    const probe = canary.slice(0, 3);

    it.each([...Object.entries(faultsOfAws), ...Object.entries(echoes(canary))])(
      "is in no output, and leaves every error readable, under %s",
      async (_, fault: Fault) => {
        const bench = await startApplyBench({ faults: [fault] });
        const told = await applied(bench, withCanaries(bench, canary));
        bench.aws.clearFaults();
        const after = await applied(bench, withCanaries(bench, canary));
        for (const { shown, errors } of [told, after]) {
          expect(shown.includes(probe)).toBe(false);
          expect(errors.filter((error) => !isWhole(error, canary))).toEqual([]);
        }
      },
    );
  },
);

it("what is withheld says why, and the rest of the error stays", async () => {
  const message = "Value '^Zq4' at 'value' failed";
  const bench = await startApplyBench({ faults: [{ kind: "fail", code: "InvalidRequest", message, every: 1 }] });
  bench.aws.putParameter({ name: "/bridgehead/api-key", value: "^Zq4" });
  const definition = defined(apiKeyModel("orders", places["api-key"]?.("{{resolve:ssm-secure:/bridgehead/api-key}}")));
  const { errors } = await applied(bench, [definition]);
  expect(errors).toEqual([
    expect.stringContaining(`AWS failed the create of "orders" with InvalidRequest: ${WITHHELD}`),
  ]);
});
