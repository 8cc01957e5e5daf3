// Identifiers, ARNs, hashes and plain words are taken for what they are: no diagnostic at all.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("sk-orders-token-service_live", {
  description: "Secret token of the api-key rotation: see https://wiki.example.com/token?page=2&key=orders, commit 0f1e2d3c4b5a69788796a5b4c3d2e1f001234567",
  authorizationType: "BASIC",
  kmsKeyIdentifier: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  authParameters: {
    username: "8c1f0a52-7d0b-4f3e-9a0a-3d1f6a7b8c9d@orders.example.com",
    password: ssm("/bridgehead/orders/password"),
    invocationHttpParameters: {
      headerParameters: [
        { key: "x-topic", value: "arn:aws:sns:eu-west-1:123456789012:orders-2026", isValueSecret: false },
        { key: "x-tokens", value: "Basic authentication, Bearer tokens", isValueSecret: false },
        { key: "x-digest", value: "sha256=2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", isValueSecret: false },
      ],
      queryStringParameters: [{ key: "next_token", value: "none", isValueSecret: false }],
    },
  },
});
