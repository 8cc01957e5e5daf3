import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("inside", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    clientId: "bridgehead",
    clientSecret: ssm("/bridgehead/inside/client-secret"),
    authorizationEndpoint: "https://auth.example.com/oauth/token",
    httpMethod: "POST",
    connectivityParameters: {
      resourceParameters: {
        resourceConfigurationArn:
          "arn:aws:vpc-lattice:eu-west-1:000000000000:resourceconfiguration/rcfg-0123456789abcdefg",
      },
    },
  },
  invocationConnectivityParameters: {
    resourceParameters: {
      resourceConfigurationArn:
        "arn:aws:vpc-lattice:eu-west-1:000000000000:resourceconfiguration/rcfg-0123456789abcdefg",
    },
  },
  adopt: true,
});
