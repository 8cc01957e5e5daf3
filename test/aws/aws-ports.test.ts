import { setTimeout as sleep } from "node:timers/promises";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { afterAll, describe, inject } from "vitest";
import { createArnExports } from "../../infra/aws/arn-exports.ts";
import { createCloudControlClient, createSsmClient } from "../../infra/aws/clients.ts";
import { createCloudControl } from "../../infra/aws/cloud-control.ts";
import { createParameterCatalog } from "../../infra/aws/parameter-catalog.ts";
import { createParameterReader } from "../../infra/aws/parameter-reader.ts";
import { describeConnections, type Looseness } from "../contract/connection-suite.ts";
import { describeParameters } from "../contract/parameter-suite.ts";
import { openServiceAdapters } from "../contract/service-adapters.ts";
import { describeService } from "../contract/service-suite.ts";

const address = {
  endpoint: inject("ministack"),
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  requestsPerSecond: 1_000,
};
const cloudControl = createCloudControlClient(address);
const ssm = createSsmClient(address);
const adapters = openServiceAdapters({ address });

afterAll(() => {
  cloudControl.destroy();
  ssm.destroy();
  adapters.close();
});

/** MiniStack is done with an operation when it answers; its dates are seconds. */
const pass = (): Promise<void> => sleep(1_100);

/*
 * Its Cloud Control is a generic store without schemas: what has no schema has no required, read-only, write-only or
 * create-only property, and nothing in it runs.
 */
const noSchema = "MiniStack has no schema of the type";
const loose: Looseness = {
  created: "MiniStack makes no ARN: it keeps what was sent, and runs no handler",
  withheld: `${noSchema}, and gives write-only properties back`,
  repeated: "MiniStack does not look at client tokens",
  tokenTaken: "MiniStack does not look at client tokens",
  forgotten: `${noSchema}, and patches what was sent, credentials included`,
  tested: "MiniStack refuses the operation `test` of a patch itself, and with InvalidRequestException",
  fixed: `${noSchema}, and lets a patch write any property`,
  busy: "an operation of MiniStack has ended when it answers",
  invalid: `${noSchema}, and takes any property`,
};

describe("connections through MiniStack's Cloud Control", () => {
  const cloud = createCloudControl({ client: cloudControl });
  describeConnections(() => ({ cloud, pass: async () => {}, storedKey: undefined }), loose);
});

describe("parameters in MiniStack", () => {
  describeParameters(() => ({
    catalog: createParameterCatalog({ client: ssm }),
    reader: createParameterReader({ client: ssm }),
    exports: createArnExports({ client: ssm }),
    async put(Name, Value, Type = "SecureString") {
      await ssm.send(new PutParameterCommand({ Name, Value, Type, Overwrite: true }));
    },
    async remove(Name) {
      await ssm.send(new DeleteParameterCommand({ Name }));
    },
    pass,
  }));
});

describe("EventBridge in MiniStack", () => {
  describeService(() => ({ ...adapters, pass }));
});
