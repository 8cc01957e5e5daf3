import { AWS, ssm } from "bridgehead";

const credentials = { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/pager/key") };

await AWS.Events.Connection("map", {
  authorizationType: "API_KEY",
  authParameters: { ...credentials, invocationHttpParameters: { headerParameters: { "x-tenant": "hunter2" } } },
});

await AWS.Events.Connection("pair", {
  authorizationType: "API_KEY",
  authParameters: { ...credentials, invocationHttpParameters: { headers: [["x-tenant", "hunter2"]] } },
});

await AWS.Events.Connection("outside", {
  authorizationType: "API_KEY",
  authParameters: credentials,
  headers: { "x-tenant": "hunter2" },
});
