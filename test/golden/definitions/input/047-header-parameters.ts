// Names of headers have token characters, their values printable ASCII; both have 512 characters at most.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("headers", {
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/key"),
    invocationHttpParameters: {
      headerParameters: [
        { key: "x-fine", value: "a value, with\ttab", isValueSecret: false },
        { key: "X Source", value: "orders", isValueSecret: false },
        { key: "x-source:", value: "orders", isValueSecret: false },
        { key: "", value: "orders", isValueSecret: false },
        { key: "x-empty", value: "", isValueSecret: false },
        { key: "x-line", value: "one\r\nx-injected: two", isValueSecret: false },
        { key: "x-accent", value: "naïve", isValueSecret: false },
        { key: "x-long", value: "v".repeat(513), isValueSecret: false },
      ],
    },
  },
});
