import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("crm", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    clientId: "bridgehead",
    clientSecret: ssm("/bridgehead/crm/client-secret", 3),
    authorizationEndpoint: "https://auth.example.com/oauth/token",
    httpMethod: "POST",
  },
});
