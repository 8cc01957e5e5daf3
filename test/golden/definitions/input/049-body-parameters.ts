// Body parameters have no limit of their own, but an event goes out with 64 KB; a key counts once.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("body", {
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/key"),
    invocationHttpParameters: {
      bodyParameters: [
        { key: "long", value: "v".repeat(2_000), isValueSecret: false },
        { key: "source", value: "orders", isValueSecret: false },
        { key: "source", value: "shop", isValueSecret: false },
      ],
    },
  },
});

await AWS.Events.Connection("large", {
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/key"),
    invocationHttpParameters: { bodyParameters: [{ key: "large", value: "v".repeat(65_536), isValueSecret: false }] },
  },
});
