import AWS, { ssm } from "bridgehead";

enum Kind {
  Key = "API_KEY",
  Basic = "BASIC",
}
const enum Stage {
  Test,
  Production = 5,
}

await AWS.Events.Connection(`orders-${Stage[Stage.Test] ?? Stage.Test}`, {
  authorizationType: Kind.Key,
  description: `stage ${Stage.Production}`,
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/orders/key") },
});
