import { AWS, ssm } from "bridgehead";

const endpoints = {
  http: "http://auth.example.com/token",
  user: "https://user:hunter2@auth.example.com/token",
  hidden: "https://{{resolve:ssm:/bridgehead/host}}/token",
  blank: "https://auth.example.com/to ken",
  fine: "https://auth.example.com/orders/token",
};

for (const [id, authorizationEndpoint] of Object.entries(endpoints)) {
  await AWS.Events.Connection(id, {
    authorizationType: "OAUTH_CLIENT_CREDENTIALS",
    authParameters: { clientId: "c", clientSecret: ssm("/bridgehead/s"), authorizationEndpoint, httpMethod: "POST" },
  });
}
