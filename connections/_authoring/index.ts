/**
 * What a definition imports, as `alchemy/aws/control` or `bridgehead`. For editors: Bridgehead runs definitions in a
 * sandbox that has its own implementation of these functions. Written by `node infra/build/authoring/authoring.ts`: do
 * not edit.
 */

import type { ConnectionHandle, SecretReference } from "./handle.ts";
import type { ConnectionProps } from "./types.ts";

export type * from "./handle.ts";
export type * from "./types.ts";

/** The services whose resources can be declared. */
export interface Services {
  /** Amazon EventBridge. */
  readonly Events: EventsResources;
}

/** The resources of EventBridge that can be declared. */
export interface EventsResources {
  /**
   * Declares a connection: `id`, of 1 to 128 characters and unique over all files, names the definition, and the
   * connection where the properties give it no name. They stand in camelCase or in CloudFormation's spelling. What it
   * returns has the id and the name, for other definitions.
   */
  readonly Connection: (id: string, props: ConnectionProps) => Promise<ConnectionHandle>;
}

function runByBridgehead(): never {
  throw new Error(
    "Definitions are run by bridgehead, not by Node: try `npx --no bridgehead validate` or `npx --no bridgehead plan`.",
  );
}

/**
 * The services whose resources can be declared: `AWS.Events.Connection`.
 *
 * @example
 * ```ts
 * import { AWS, ssm } from "bridgehead";
 *
 * await AWS.Events.Connection("orders-api", {
 *   authorizationType: "API_KEY",
 *   authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/orders/key") },
 * });
 * ```
 */
export const AWS: Services = { Events: { Connection: runByBridgehead } };

export default AWS;

/**
 * Refers to a SecureString in SSM Parameter Store. The value is read when the change is applied, never before.
 *
 * @param path Name of the parameter, such as `/bridgehead/orders/key`: it begins with `/`, and stands below a prefix
 *   that the configuration allows, `/bridgehead/` by default.
 * @param version Pins a version. Default: the newest at the time of the plan; a later one shows up as a rotation.
 * @returns The reference, a text. It may stand in a longer one.
 * @example
 * ```ts
 * const header = { key: "Authorization", value: `Bearer ${ssm("/bridgehead/orders/token")}` };
 * ```
 */
export const ssm: (path: string, version?: number) => SecretReference = runByBridgehead;
