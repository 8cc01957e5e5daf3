import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("timeouts", {
  authorizationType: "API_KEY",
  invocationConnectivityParameters: { connectTimeoutSeconds: 10, readTimeoutSeconds: 30, maxRetries: 3 },
  authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/key") },
});
