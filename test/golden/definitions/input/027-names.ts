import { AWS, ssm } from "bridgehead";

const props = { authorizationType: "API_KEY", authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/k") } } as const;

await AWS.Events.Connection("an id that is no name", props);
await AWS.Events.Connection("a name of its own", { ...props, name: "a-name.of_its-own" });
await AWS.Events.Connection("too-long", { ...props, name: "n".repeat(65) });
await AWS.Events.Connection("empty", { ...props, name: "" });
