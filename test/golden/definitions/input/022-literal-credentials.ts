import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("literals", {
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "Authorization",
    apiKey: "Bearer hunter2",
    invocationHttpParameters: {
      headerParameters: [
        { key: "x-half", value: `hunter2${ssm("/bridgehead/half")}` },
        { key: "x-public", value: "public", isValueSecret: false },
      ],
    },
  },
});
