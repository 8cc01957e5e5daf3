// The method of the token request is GET, POST or PUT.
import { AWS, ssm } from "bridgehead";

for (const httpMethod of ["GET", "PUT", "post", "PATCH", ""]) {
  await AWS.Events.Connection(`method-${httpMethod || "none"}`, {
    authorizationType: "OAUTH_CLIENT_CREDENTIALS",
    authParameters: {
      clientId: "c",
      clientSecret: ssm("/bridgehead/secret"),
      authorizationEndpoint: "https://auth.example.com/token",
      httpMethod,
    },
  });
}
