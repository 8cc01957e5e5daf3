import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("crm", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    clientId: "bridgehead",
    clientSecret: ssm("/bridgehead/crm/client-secret"),
    authorizationEndpoint: "https://auth.example.com/oauth/token",
    httpMethod: "POST",
  },
  adopt: true,
});
