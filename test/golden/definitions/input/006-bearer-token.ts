import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("short", {
  authorizationType: "API_KEY",
  authParameters: { oauthToken: ssm("/bridgehead/token") },
});

await AWS.Events.Connection("long", {
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyAuthParameters: { apiKeyName: "Authorization", apiKeyValue: `Bearer ${ssm("/bridgehead/token")}` },
  },
});
