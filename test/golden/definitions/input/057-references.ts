// References: with and without a version, inside a text, in every place that AWS keeps to itself.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("references", {
  description: "Tenant {{resolve:ssm:/bridgehead/tenant}}",
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  kmsKeyIdentifier: "alias/{{resolve:ssm:/bridgehead/alias:2}}",
  authParameters: {
    clientId: "{{resolve:ssm:/bridgehead/client-id}}",
    clientSecret: ssm("/bridgehead/client-secret", 3),
    authorizationEndpoint: "https://auth.example.com/{{resolve:ssm:/bridgehead/tenant}}/token",
    httpMethod: "POST",
    invocationHttpParameters: {
      headerParameters: [{ key: "x-token", value: `Token ${ssm("/bridgehead/token")}` }],
      bodyParameters: [{ key: "login", value: `${ssm("/bridgehead/user")}:${ssm("/bridgehead/pin", 12)}` }],
    },
  },
});
