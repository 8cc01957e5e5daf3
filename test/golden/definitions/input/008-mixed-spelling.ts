import AWS, { ssm } from "alchemy/aws/control";

await AWS.Events.Connection("mixed", {
  AuthorizationType: "API_KEY",
  authParameters: { ApiKeyAuthParameters: { apiKeyName: "x-key", ApiKeyValue: ssm("/bridgehead/mixed") } },
});
