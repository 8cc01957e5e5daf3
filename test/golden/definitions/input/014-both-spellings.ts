import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("twice", {
  name: "twice",
  Name: "twice",
  authorizationType: "API_KEY",
  authParameters: {
    apiKey: ssm("/bridgehead/key"),
    apiKeyAuthParameters: { apiKeyName: "x", apiKeyValue: ssm("/bridgehead/key") },
  },
});
