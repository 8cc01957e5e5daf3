import { AWS, ssm } from "bridgehead";

const resourceConfigurationArn =
  "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg";

await AWS.Events.Connection("private", {
  authorizationType: "API_KEY",
  invocationConnectivityParameters: { resourceParameters: { resourceConfigurationArn } },
  authParameters: {
    apiKeyName: "k",
    apiKey: ssm("/bridgehead/key"),
    connectivityParameters: { resourceParameters: { resourceConfigurationArn } },
  },
});

await AWS.Events.Connection("wrong-arn", {
  authorizationType: "API_KEY",
  invocationConnectivityParameters: { resourceParameters: { resourceConfigurationArn: "arn:aws:s3:::bucket" } },
  authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/key") },
});
