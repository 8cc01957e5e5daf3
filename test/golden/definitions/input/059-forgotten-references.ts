// A credential that was meant to be a reference: a template in plain quotes, a bare name, an ARN.
import { AWS } from "bridgehead";

await AWS.Events.Connection("quotes", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "Authorization", apiKey: "Bearer ${ssm('/bridgehead/token')}" },
});

await AWS.Events.Connection("call-in-quotes", {
  authorizationType: "BASIC",
  authParameters: { username: "orders", password: "ssm('/bridgehead/password')" },
});

await AWS.Events.Connection("bare-name", {
  authorizationType: "BASIC",
  authParameters: { username: "orders", password: "/bridgehead/orders/password" },
});

await AWS.Events.Connection("arn", {
  authorizationType: "BASIC",
  authParameters: {
    username: "orders",
    password: "arn:aws:ssm:eu-west-1:123456789012:parameter/bridgehead/orders/password",
  },
});
