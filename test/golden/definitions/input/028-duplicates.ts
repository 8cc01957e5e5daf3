import { AWS, ssm } from "bridgehead";

const props = { authorizationType: "API_KEY", authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/k") } } as const;

await AWS.Events.Connection("orders", props);
await AWS.Events.Connection("orders", { ...props, name: "other" });
await AWS.Events.Connection("third", { ...props, name: "orders" });
await AWS.Events.Connection("Orders", props);
