import { ssm } from "bridgehead";

export default {
  id: "pager",
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/pager/key") },
};
