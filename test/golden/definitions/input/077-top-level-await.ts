import AWS, { ssm } from "bridgehead";

const systems = await Promise.all(["crm", "erp"].map(async (system) => ({ system, path: `/bridgehead/${system}/key` })));
const { description } = await import("./_text.json", { with: { type: "json" } }).then(({ default: text }) => text);

for await (const { system, path } of systems) {
  const connection = await AWS.Events.Connection(system, {
    authorizationType: "API_KEY",
    authParameters: { apiKeyName: "x-api-key", apiKey: ssm(path) },
  });
  await AWS.Events.Connection(`${connection.name}-copy`, {
    authorizationType: "API_KEY",
    description,
    authParameters: { apiKeyName: "x-api-key", apiKey: ssm(path) },
  });
}
