// A connection has one kind of credentials; the type says which one stays.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("two", {
  authorizationType: "BASIC",
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/key"),
    username: "orders",
    password: ssm("/bridgehead/password"),
  },
});

await AWS.Events.Connection("three", {
  authParameters: {
    apiKeyAuthParameters: { apiKeyName: "x-api-key", apiKeyValue: ssm("/bridgehead/key") },
    basicAuthParameters: { username: "orders", password: ssm("/bridgehead/password") },
    oauthParameters: {
      clientParameters: { clientId: "orders", clientSecret: ssm("/bridgehead/secret") },
      authorizationEndpoint: "https://auth.example.com/token",
      httpMethod: "POST",
    },
  },
});
