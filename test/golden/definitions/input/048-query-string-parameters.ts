// Query strings take any characters but control characters, and a key may stand twice.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("query", {
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/key"),
    invocationHttpParameters: {
      queryStringParameters: [
        { key: "tag", value: "ö", isValueSecret: false },
        { key: "tag", value: "two\nlines", isValueSecret: false },
        { key: "", value: "no key", isValueSecret: false },
        { key: "empty", value: "", isValueSecret: false },
        { key: "tab", value: "a\tb", isValueSecret: false },
        { key: "k".repeat(513), value: "long", isValueSecret: false },
      ],
    },
  },
});
