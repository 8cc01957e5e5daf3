// A description is one line of 512 characters at most.
import { AWS, ssm } from "bridgehead";

const props = { authorizationType: "API_KEY", authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/k") } } as const;

await AWS.Events.Connection("longest", { ...props, description: "d".repeat(512) });

await AWS.Events.Connection("too-long", {
  ...props,
  description: "d".repeat(515),
});

await AWS.Events.Connection("two-lines", {
  ...props,
  description: `Orders,
    and what becomes of them`,
});
