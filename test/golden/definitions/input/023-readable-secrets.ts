import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("readable", {
  description: `Logs in with ${ssm("/bridgehead/p")}`,
  authorizationType: "BASIC",
  authParameters: {
    username: ssm("/bridgehead/u"),
    password: ssm("/bridgehead/p"),
    invocationHttpParameters: {
      queryStringParameters: [{ key: "token", value: ssm("/bridgehead/t"), isValueSecret: false }],
    },
  },
});

await AWS.Events.Connection("plain", {
  authorizationType: "BASIC",
  authParameters: { username: "{{resolve:ssm:/bridgehead/u}}", password: "{{resolve:ssm:/bridgehead/p}}" },
});
