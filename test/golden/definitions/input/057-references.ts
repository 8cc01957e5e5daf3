// References: with and without a version, inside a text, where AWS keeps the value to itself and where it does not.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("references", {
  description: "Tenant {{resolve:ssm:/bridgehead/tenant:2}}",
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  kmsKeyIdentifier: "alias/orders",
  authParameters: {
    clientId: "{{resolve:ssm:/bridgehead/client-id}}",
    clientSecret: ssm("/bridgehead/client-secret", 3),
    authorizationEndpoint: "https://auth.example.com/token",
    httpMethod: "POST",
    invocationHttpParameters: {
      headerParameters: [{ key: "x-token", value: `Token ${ssm("/bridgehead/token")}` }],
      bodyParameters: [{ key: "login", value: `${ssm("/bridgehead/user")}:${ssm("/bridgehead/pin", 12)}` }],
    },
  },
});
