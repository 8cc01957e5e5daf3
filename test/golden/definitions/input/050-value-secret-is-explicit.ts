// What is sent says of each parameter whether its value is a secret: AWS and other tools have different defaults.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("explicit", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    oauthParameters: {
      clientParameters: { clientId: "c", clientSecret: ssm("/bridgehead/secret") },
      authorizationEndpoint: "https://auth.example.com/token",
      httpMethod: "POST",
      oauthHttpParameters: {
        bodyParameters: [
          { key: "assertion", value: ssm("/bridgehead/assertion") },
          { key: "scope", value: "orders", isValueSecret: false },
        ],
        queryStringParameters: [{ key: "tenant", value: "shop", isValueSecret: false }],
      },
    },
    invocationHttpParameters: {
      headerParameters: [
        { key: "x-left-out", value: ssm("/bridgehead/header") },
        { key: "x-secret", value: ssm("/bridgehead/header"), isValueSecret: true },
        { key: "x-public", value: "orders", isValueSecret: false },
      ],
    },
  },
});
