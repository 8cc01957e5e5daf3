import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { callText } from "../../../workflows/engine/kinds/resource-kind.ts";
import { handleName, serviceTypes } from "./handle-types.ts";

/** The text of `connections/_authoring/index.ts`: what a definition imports. */
export function authoringModule(): string {
  const kinds = builtinKinds.all;
  const services = [...Map.groupBy(kinds, ({ call }) => call.service)].map(
    ([service, of]) => `${service}: { ${of.map(({ call }) => `${call.resource}: runByBridgehead`).join(", ")} }`,
  );
  return `/**
 * What a definition imports, as \`alchemy/aws/control\` or \`bridgehead\`. For editors: Bridgehead runs definitions in a
 * sandbox that has its own implementation of these functions. Written by \`node infra/build/authoring/authoring.ts\`: do
 * not edit.
 */

import type { ${kinds.map(handleName).join(", ")}, SecretReference } from "./handle.ts";
import type { ${kinds.map(({ call }) => `${call.resource}Props`).join(", ")} } from "./types.ts";

export type * from "./handle.ts";
export type * from "./types.ts";

${serviceTypes().join("\n")}
function runByBridgehead(): never {
  throw new Error(
    "Definitions are run by bridgehead, not by Node: try \`npx --no bridgehead validate\` or \`npx --no bridgehead plan\`.",
  );
}

/**
 * The services whose resources can be declared: ${kinds.map((kind) => `\`${callText(kind)}\``).join(", ")}.
 *
 * @example
 * \`\`\`ts
 * import { AWS, ssm } from "bridgehead";
 *
 * await AWS.Events.Connection("orders-api", {
 *   authorizationType: "API_KEY",
 *   authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/orders/key") },
 * });
 * \`\`\`
 */
export const AWS: Services = { ${services.join(", ")} };

export default AWS;

/**
 * Refers to a SecureString in SSM Parameter Store. The value is read when the change is applied, never before.
 *
 * @param path Name of the parameter, such as \`/bridgehead/orders/key\`: it begins with \`/\`, and stands below a prefix
 *   that the configuration allows, \`/bridgehead/\` by default.
 * @param version Pins a version. Default: the newest at the time of the plan; a later one shows up as a rotation.
 * @returns The reference, a text. It may stand in a longer one.
 * @example
 * \`\`\`ts
 * const header = { key: "Authorization", value: \`Bearer \${ssm("/bridgehead/orders/token")}\` };
 * \`\`\`
 */
export const ssm: (path: string, version?: number) => SecretReference = runByBridgehead;
`;
}
