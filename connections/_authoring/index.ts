/**
 * What a definition imports, as `alchemy/aws/control` or `bridgehead`. For editors: Bridgehead runs definitions in a
 * sandbox that has its own implementation of these functions.
 */

import type { ConnectionHandle, ConnectionProps, SecretReference } from "./types.ts";

export type * from "./types.ts";

/** The resources that can be declared. */
export interface Resources {
  readonly Events: {
    /**
     * Declares an EventBridge connection.
     *
     * @param id Names the definition; unique over all files. It is the connection's name too, unless `name` is given.
     * @param props The connection, in camelCase or in CloudFormation's spelling.
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
  };
}

function runByBridgehead(): never {
  throw new Error(
    "Definitions are run by bridgehead, not by Node: try `npx bridgehead validate` or `npx bridgehead plan`.",
  );
}

export const AWS: Resources = { Events: { Connection: runByBridgehead } };

export default AWS;

/**
 * Refers to a SecureString in SSM Parameter Store. The value is read when the change is applied, never before.
 *
 * @param path Name of the parameter, such as `/bridgehead/orders/key`.
 * @param version Pins a version. Default: the newest at the time of the plan; a later one shows up as a rotation.
 * @example
 * ```ts
 * const header = { key: "Authorization", value: `Bearer ${ssm("/bridgehead/orders/token")}` };
 * ```
 */
export const ssm: (path: string, version?: number) => SecretReference = runByBridgehead;
