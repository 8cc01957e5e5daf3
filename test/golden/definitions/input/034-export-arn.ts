import { AWS, ssm } from "bridgehead";

const props = { authorizationType: "API_KEY", authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/key") } } as const;

await AWS.Events.Connection("one", { ...props, exportArn: "/bridgehead-arns/shared" });
await AWS.Events.Connection("two", { ...props, exportArn: "/bridgehead-arns/shared" });
await AWS.Events.Connection("overwrites", { ...props, exportArn: "/bridgehead/key" });
await AWS.Events.Connection("outside", { ...props, exportArn: "/elsewhere/arn" });
