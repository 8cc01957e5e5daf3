import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("basic", {
  authorizationType: "AWS_IAM",
  authParameters: { username: "u", password: ssm("/bridgehead/p") },
});

await AWS.Events.Connection("unclear", { authorizationType: "AWS_IAM", authParameters: {} });
