import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("pager", {
  authType: "API_KEY",
  auth: { header: "x-api-key", value: ssm("/bridgehead/pager/key") },
  endpoint: "https://pager.example.com",
  region: "eu-west-1",
});

await AWS.Events.Connection("desk", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    clientID: "desk",
    secret: ssm("/bridgehead/desk/secret"),
    tokenUrl: "https://auth.example.com/token",
    method: "POST",
    scope: "tickets",
  },
});
