import { AWS, ssm } from "bridgehead";

const props = { authorizationType: "API_KEY", authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/k") } } as const;

await AWS.Events.Connection("here", { ...props, kmsKeyIdentifier: "arn:aws:kms:eu-west-1:123456789012:key/a" });
await AWS.Events.Connection("elsewhere", { ...props, kmsKeyIdentifier: "arn:aws:kms:us-west-2:123456789012:key/b" });
await AWS.Events.Connection("wrong", { ...props, kmsKeyIdentifier: "my key" });
await AWS.Events.Connection("none", { ...props, kmsKeyIdentifier: "", description: "" });
