import { buildPlan } from "../../workflows/engine/plan/build.ts";
import { parseConfig } from "../../workflows/engine/config/config.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { SourceFile } from "../../workflows/engine/definition/evaluation.ts";
import { keyText } from "../../workflows/engine/values/key.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { readablePart } from "../../workflows/engine/kinds/model.ts";
import { versionsFor } from "../../workflows/engine/plan/parameter-versions.ts";
import type { ParameterVersion, Plan, Target } from "../../workflows/engine/plan/plan.ts";
import type { PlanRecord } from "../../workflows/engine/plan/record.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { createWorkerEvaluator } from "../evaluate/worker-evaluator.ts";

const target: Target = { account: "123456789012", region: "eu-central-1", stage: "production" };

const unchanged: readonly SourceFile[] = ["billing", "pagerduty", "search", "warehouse"].map((name) => ({
  path: `${name}.ts`,
  text: withKey(name, "x-api-key"),
}));

/** What was applied last, and what a pull request makes of it. */
const applied: readonly SourceFile[] = [
  ...unchanged,
  { path: "orders.ts", text: withKey("orders", "x-api-key") },
  {
    path: "crm.ts",
    text: `import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("crm", {
  authorizationType: "BASIC",
  authParameters: { username: "sync", password: ssm("/bridgehead/crm/password") },
});
`,
  },
];
const proposed: readonly SourceFile[] = [
  ...unchanged,
  { path: "orders.ts", text: withKey("orders", "x-api-key", "Paid orders") },
  { path: "datadog.ts", text: withKey("datadog", "DD-API-KEY") },
];

function withKey(name: string, header: string, description?: string): string {
  return `import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("${name}", {${description === undefined ? "" : `\n  description: "${description}",`}
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "${header}", apiKey: ssm("/bridgehead/${name}/key") },
});
`;
}

/** Versions of the parameters that are not at version 3: the key of orders was rotated twice since it was applied. */
const versionsThen = { orders: 7 };
const versionsNow = { orders: 9, datadog: 1 };

/**
 * The plan of the picture in the README: one connection is new, one changed and its key was rotated, one goes away. It
 * is what the planner makes of definitions, records and parameters; none of it is written by hand.
 */
export async function examplePlan(): Promise<Plan> {
  const evaluator = createWorkerEvaluator();
  const fingerprintKey = new SecretText("example");
  const deps = { kinds: builtinKinds, definitions: { evaluator, fingerprintKey }, region: target.region };
  const { signal } = new AbortController();
  const read = async (files: readonly SourceFile[]) =>
    readDefinitions({ files, config: parseConfig(undefined, builtinKinds) }, deps, signal);
  try {
    const records = (await read(applied)).definitions.map(recordOf);
    const definitions = await read(proposed);
    return buildPlan({
      kinds: builtinKinds,
      target,
      definitions,
      records,
      parameters: parametersOf(definitions.definitions, versionsNow),
      live: new Map(
        definitions.definitions.filter(({ name }) => name === "datadog").map(({ key }) => [keyText(key), null]),
      ),
      diagnostics: [],
    });
  } finally {
    await evaluator.close();
  }
}

const untold = { begun: null, arn: null, authorization: null, told: null };

function recordOf(definition: Definition): PlanRecord {
  const { key, id, name, file, options, model } = definition;
  const parameters = versionsFor(model, parametersOf([definition], versionsThen));
  const live = readablePart(builtinKinds.of(key).schema, model);
  return { key, id, name, file, options, desired: model, live, parameters, ...untold, state: "applied" };
}

/** The parameters that definitions refer to. Each connection has its own, below its name. */
function parametersOf(
  definitions: readonly Definition[],
  versions: Readonly<Record<string, number>>,
): ReadonlyMap<string, ParameterVersion> {
  return new Map(
    definitions.flatMap(({ name, references }) => {
      const version = versions[name] ?? 3;
      return references.map(({ reference: { path } }) => [path, { path, version, modified: version }] as const);
    }),
  );
}
