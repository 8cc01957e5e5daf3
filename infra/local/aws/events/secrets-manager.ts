import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import { AwsError } from "../wire/aws-error.ts";
import { type Call, operation, type Operation, reads, timestamp } from "../wire/call.ts";
import { secretName, secretText, secretVersions } from "./managed-secret.ts";
import type { SecretVersion, StoredConnection } from "../state.ts";

const SECRET_ID = { type: "string", required: true, min: 1, max: 2048 } as const;

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";

/** Of Secrets Manager: the secrets that EventBridge keeps for connections. There are no others. */
export const secretOperations: Readonly<Record<string, Operation>> = {
  GetSecretValue: operation(
    reads,
    {
      SecretId: SECRET_ID,
      VersionId: { type: "string", min: 32, max: 64 },
      VersionStage: { type: "string", min: 1, max: 256 },
    },
    (input, call) => {
      const { connection, versions } = secretOf(call, input.SecretId);
      const { VersionId: id, VersionStage: stage = id === undefined ? CURRENT : undefined } = input;
      const version = versions.find(
        (each) => (id ?? each.id) === each.id && (stage ?? stageOf(each, versions)) === stageOf(each, versions),
      );
      if (version === undefined) {
        throw notFound(id === undefined ? ` value for staging label: ${String(stage)}` : ` value for VersionId: ${id}`);
      }
      const spelling = call.faults.take(call, ["api-spelling"]) === undefined ? "snake" : "api";
      return {
        ARN: connection.secretArn,
        CreatedDate: timestamp(version.created),
        Name: secretName(connection),
        SecretString: secretText(version, spelling),
        VersionId: version.id,
        VersionStages: [stageOf(version, versions)],
      };
    },
  ),

  DescribeSecret: operation(reads, { SecretId: SECRET_ID }, (input, call) => {
    const { connection, versions } = secretOf(call, input.SecretId);
    return {
      ARN: connection.secretArn,
      Name: secretName(connection),
      OwningService: "events",
      CreatedDate: timestamp(connection.created),
      LastChangedDate: timestamp(versions.at(-1)?.created ?? connection.created),
      VersionIdsToStages: stages(versions),
    };
  }),
};

const stageOf = (version: SecretVersion, versions: readonly SecretVersion[]): string =>
  version === versions.at(-1) ? CURRENT : PREVIOUS;

const stages = (versions: readonly SecretVersion[]): JsonObject =>
  Object.fromEntries(versions.map((version) => [version.id, [stageOf(version, versions)]]));

interface Secret {
  readonly connection: StoredConnection;
  /** Oldest first; never empty. */
  readonly versions: readonly SecretVersion[];
}

/** A secret by its ARN, the ARN without its random end, or its name. It goes with its connection. */
function secretOf(call: Call, id: string): Secret {
  for (const connection of call.store.connections.values()) {
    const arn = connection.secretArn;
    const versions = secretVersions(connection);
    if (![arn, arn.slice(0, -"-xxxxxx".length), secretName(connection)].includes(id) || versions.length === 0) continue;
    return { connection, versions };
  }
  throw notFound(".");
}

/** In the words of Secrets Manager, which end with what it did not find. */
const notFound = (what: string): AwsError =>
  new AwsError("ResourceNotFoundException", `Secrets Manager can't find the specified secret${what}`);
