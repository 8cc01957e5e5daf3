import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("parameters", {
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "k",
    apiKey: ssm("/bridgehead/k"),
    InvocationHttpParameters: {
      headerParameters: [
        { key: "z", value: `Basic ${ssm("/bridgehead/z")}` },
        { Key: "a", Value: "1", IsValueSecret: false },
      ],
      QueryStringParameters: [],
      bodyParameters: [{ key: "pair", value: `${ssm("/bridgehead/user")}:${ssm("/bridgehead/password", 2)}` }],
    },
  },
});
