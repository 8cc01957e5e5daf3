import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("above", {
  authorizationType: "API_KEY",
  apiKeyName: "x-api-key",
  apiKey: ssm("/bridgehead/pager/key"),
});

await AWS.Events.Connection("below", {
  authParameters: {
    authorizationType: "API_KEY",
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/pager/key"),
  },
});

await AWS.Events.Connection("wrapped", {
  props: {
    authorizationType: "API_KEY",
    authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/pager/key") },
  },
});
