import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("limits", {
  description: "d".repeat(513),
  authorizationType: "BASIC",
  authParameters: {
    username: "team:orders",
    password: "p".repeat(513),
    invocationHttpParameters: {
      headerParameters: [{ key: "X Source", value: "naïve", isValueSecret: false }],
      bodyParameters: Array.from({ length: 101 }, (_, i) => ({ key: `k${i}`, value: ssm("/bridgehead/body") })),
    },
  },
});
