import { AWS, ssm } from "bridgehead";

// The properties of the construct for CloudFormation's resource are those of a definition.
await AWS.Events.Connection("pager", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    oAuthParameters: {
      authorizationEndpoint: "https://auth.example.com/token",
      clientParameters: { clientId: "pager", clientSecret: ssm("/bridgehead/pager/secret") },
      httpMethod: "POST",
      oAuthHttpParameters: { bodyParameters: [{ key: "scope", value: "events", isValueSecret: false }] },
    },
  },
});

// Those of the construct above it are not.
await AWS.Events.Connection("desk", {
  connectionName: "desk",
  authorization: { apiKeyName: "x-api-key", apiKeyValue: "hunter2" },
  headerParameters: { "x-tenant": "hunter2" },
});
