import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("mismatch", {
  authorizationType: "BASIC",
  authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/key") },
});

await AWS.Events.Connection("two-kinds", {
  authorizationType: "BASIC",
  authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/key"), username: "u", password: ssm("/bridgehead/p") },
});

await AWS.Events.Connection("case", {
  authorizationType: "api_key",
  authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/key") },
});
