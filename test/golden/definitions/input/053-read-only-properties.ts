// What only AWS sets is refused at every level.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("read-only", {
  arn: "arn:aws:events:eu-west-1:123456789012:connection/read-only/1",
  secretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:events!connection/read-only/1-abcdef",
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/key") },
  invocationConnectivityParameters: {
    resourceParameters: {
      resourceConfigurationArn:
        "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg",
      resourceAssociationArn:
        "arn:aws:vpc-lattice:eu-west-1:123456789012:servicenetworkresourceassociation/snra-0123456789abcdefg",
    },
  },
});
