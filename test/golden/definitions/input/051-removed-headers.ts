// EventBridge removes some headers from each request; the endpoint never sees them.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("removed", {
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "Proxy-Authorization",
    apiKey: ssm("/bridgehead/key"),
    invocationHttpParameters: {
      headerParameters: [
        { key: "Content-Type", value: "application/json", isValueSecret: false },
        { key: "user-agent", value: "orders", isValueSecret: false },
        { key: "Host", value: "orders.example.com", isValueSecret: false },
        { key: "X-Source", value: "a", isValueSecret: false },
        { key: "x-source", value: "b", isValueSecret: false },
      ],
    },
  },
});
