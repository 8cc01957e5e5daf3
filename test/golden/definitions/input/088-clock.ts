import AWS, { ssm } from "bridgehead";

await AWS.Events.Connection("orders", {
  authorizationType: "API_KEY",
  description: `deployed at ${new Date().toISOString()}`,
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/orders/key") },
});
