// What looks like a secret is refused wherever AWS keeps the value readable, and shown nowhere.
import { AWS, ssm } from "bridgehead";

const made = "hunter2".repeat(6);

await AWS.Events.Connection(`id-ghp_${made}`, {
  name: `name-ghp_${made}`.slice(0, 64),
  description: `Key of the shop: sk_live_${made}`,
  authorizationType: "BASIC",
  authParameters: {
    username: `xoxb-${made}`,
    password: ssm("/bridgehead/password"),
    invocationHttpParameters: {
      headerParameters: [
        { key: "x-callback", value: "https://orders:hunter2@api.example.com", isValueSecret: false },
        { key: `x-npm_${made}`, value: "key", isValueSecret: false },
      ],
      queryStringParameters: [{ key: "next", value: `/orders?access_token=${made}`, isValueSecret: false }],
      bodyParameters: [{ key: "pem", value: "-----BEGIN RSA PRIVATE KEY-----\nhunter2", isValueSecret: false }],
    },
  },
});

await AWS.Events.Connection("endpoint", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    clientId: "c",
    clientSecret: ssm("/bridgehead/secret"),
    authorizationEndpoint: `https://auth.example.com/token?client_secret=${made}`,
    httpMethod: "POST",
  },
});
