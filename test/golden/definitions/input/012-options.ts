import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("legacy", {
  adopt: true,
  removal: "retain",
  protect: true,
  exportArn: "/bridgehead-arns/legacy",
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/legacy") },
});

await AWS.Events.Connection("wrong", {
  adopt: "yes",
  removal: "retian",
  exportArn: "arns/wrong",
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/legacy") },
});
