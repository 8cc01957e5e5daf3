import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("pager", {
  authorizationType: "API_KEY",
  authParameters: { apiKey: { key: "x-api-key", value: ssm("/bridgehead/pager/key") } },
});

await AWS.Events.Connection("desk", {
  authorizationType: "BASIC",
  authParameters: {
    basic: { username: "desk", password: ssm("/bridgehead/desk/password") },
    invocationHttpParameters: { headers: [{ key: "x-tenant", value: "a", isValueSecret: false }] },
  },
});
