import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("nothing", {});

await AWS.Events.Connection("no-credentials", { authorizationType: "API_KEY", authParameters: {} });

await AWS.Events.Connection("short-form", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: { clientId: "c", clientSecret: ssm("/bridgehead/c") },
});

await AWS.Events.Connection("block", {
  AuthorizationType: "BASIC",
  AuthParameters: { BasicAuthParameters: { Username: "u" } },
});
