// The parameter that receives the ARN stands below an allowed prefix, and is nobody else's.
import { AWS, ssm } from "bridgehead";

const props = { authorizationType: "API_KEY", authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/key") } } as const;

await AWS.Events.Connection("fine", { ...props, exportArn: "/bridgehead-arns/fine" });
await AWS.Events.Connection("taken", { ...props, exportArn: "/bridgehead-arns/fine" });
await AWS.Events.Connection("secret", { ...props, exportSecretArn: "/bridgehead-arns/secret" });
await AWS.Events.Connection("secret-of-a-number", { ...props, exportSecretArn: 3 as unknown as string });
await AWS.Events.Connection("credential", { ...props, exportArn: "/bridgehead/key" });
await AWS.Events.Connection("outside", { ...props, exportArn: "/elsewhere/arn" });
await AWS.Events.Connection("upper-case", { ...props, exportArn: "/Bridgehead/arns/orders" });
await AWS.Events.Connection("pipeline", { ...props, exportArn: "/bridgehead/../bridgehead-system/prod/github-key" });
await AWS.Events.Connection("reference", { ...props, exportArn: ssm("/bridgehead-arns/orders") });
