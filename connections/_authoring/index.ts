/**
 * What a definition imports, as `alchemy/aws/control` or `bridgehead`. For editors: Bridgehead runs definitions in a
 * sandbox that has its own implementation of these functions.
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
   * Declares an EventBridge connection.
   *
   * @param id Names the definition: 1 to 128 characters, unique over all files. It is the connection's name too, unless
   *   `name` is given.
   * @param props The connection, in camelCase or in CloudFormation's spelling.
   * @returns The connection's id and name, for other definitions. What AWS makes up is known after the apply only.
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
  readonly Connection: (id: string, props: ConnectionProps) => Promise<ConnectionHandle>;
}

function runByBridgehead(): never {
  throw new Error(
    "Definitions are run by bridgehead, not by Node: try `npx --no bridgehead validate` or `npx --no bridgehead plan`.",
  );
}

/** The services whose resources can be declared: `AWS.Events.Connection`. */
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
