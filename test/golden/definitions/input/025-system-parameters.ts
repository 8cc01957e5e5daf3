import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("thief", {
  exportArn: "/bridgehead-system/prod/webhook-secret",
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "{{resolve:ssm:/bridgehead-system/prod/app-id}}", apiKey: ssm("/bridgehead-system/prod/key") },
});
