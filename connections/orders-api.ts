import { AWS, ssm } from "bridgehead";
import { source } from "./_shared.ts";

await AWS.Events.Connection("orders-api", {
  description: "Sends order events to the order service.",
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/orders/key"),
    invocationHttpParameters: { headerParameters: [source] },
  },
});
