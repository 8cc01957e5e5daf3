import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("orders", {
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/orders/api-key"),
  },
  adopt: true,
});

await AWS.Events.Connection("stock", {
  authorizationType: "BASIC",
  authParameters: {
    username: "bridgehead",
    password: ssm("/bridgehead/stock/password"),
  },
  adopt: true,
});
