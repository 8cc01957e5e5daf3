import AWS, { ssm } from "bridgehead";

const base = {
  authorizationType: "BEARER",
  description: "x",
} as never;
const region = "us-east-1";

await AWS.Events.Connection("orders", {
  ...base,
  region,
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/orders/key") },
});
