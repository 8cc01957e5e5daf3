import { AWS, ssm } from "bridgehead";
import { prefix } from "./_shared.ts";

for (const region of ["north", "south", "east"]) {
  await AWS.Events.Connection(`shop-${region}`, {
    authorizationType: "API_KEY",
    authParameters: { apiKeyName: "x-api-key", apiKey: ssm(`${prefix}/shops/${region}`) },
  });
}
