import AWS, { ssm } from "bridgehead";

const apiKeyName = "x-api-key";
const auth = {
  apiKeyName,
  apiKey: ssm("/elsewhere/key"),
};
const props = {
  authorizationType: "API_KEY" as const,
  descripton: "a slip",
  authParameters: auth,
};

await AWS.Events.Connection("orders", props);
