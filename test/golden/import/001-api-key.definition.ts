import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("orders-api", {
  description: "Sends order events.",
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/orders-api/api-key"),
  },
  adopt: true,
});
