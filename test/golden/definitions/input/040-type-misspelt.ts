// A type that EventBridge does not have: the credentials say which one is meant.
import { AWS, ssm } from "bridgehead";

const apiKey = { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/key") };

await AWS.Events.Connection("lower-case", { authorizationType: "api_key", authParameters: apiKey });

await AWS.Events.Connection("other-word", { authorizationType: "Bearer", authParameters: apiKey });

await AWS.Events.Connection("short", {
  authorizationType: "OAuth2",
  authParameters: {
    clientId: "c",
    clientSecret: ssm("/bridgehead/secret"),
    authorizationEndpoint: "https://auth.example.com/token",
    httpMethod: "POST",
  },
});

// What may be a credential in the wrong place is not shown.
await AWS.Events.Connection("credential", { authorizationType: "0123456789hunter2hunter2", authParameters: apiKey });
