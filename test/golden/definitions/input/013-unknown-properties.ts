import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("unknown", {
  descripton: "A typing error.",
  tags: { team: "orders" },
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyNmae: "x-api-key",
    apiKey: ssm("/bridgehead/key"),
    apiKeyValue: "hunter2",
  },
});
