import AWS, { ssm } from "bridgehead";

const jobs = {
  async declare(id: string, path?: string) {
    await null;
    const [, system] = path!.split("/");
    await AWS.Events.Connection(id, {
      authorizationType: "API_KEY",
      authParameters: { apiKeyName: "x-api-key", apiKey: ssm(`/bridgehead/${system}/key`) },
    });
  },
};

jobs.declare("orders", "/orders");
jobs.declare("billing");
