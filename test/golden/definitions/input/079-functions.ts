import AWS, { ssm } from "bridgehead";

const base = { authorizationType: "API_KEY", description: "base" } as const;
const header = (name: string, value: string, ...rest: string[]) => ({
  key: name,
  value: [value, ...rest].join(";"),
  isValueSecret: false,
});
function auth({ system, name = "x-api-key" }: { system: string; name?: string }) {
  return { apiKeyName: name, apiKey: ssm(`/bridgehead/${system}/key`) };
}
const options: { description?: string } | undefined = undefined;

await AWS.Events.Connection("orders", {
  ...base,
  description: options?.description ?? `${base.description} of ${"orders".toUpperCase()}`,
  authParameters: {
    ...auth({ system: "orders" }),
    invocationHttpParameters: { headerParameters: [header("x-a", "1", "2"), header("x-b", "3")] },
  },
});
