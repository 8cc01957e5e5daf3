// Where a reference would let whoever may write a parameter decide where secrets go.
import { AWS, ssm } from "bridgehead";

const lattice = "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration";
const through = (resourceConfigurationArn: string) => ({ resourceParameters: { resourceConfigurationArn } });

await AWS.Events.Connection("whole", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    clientId: "{{resolve:ssm:/bridgehead/client-id}}",
    clientSecret: ssm("/bridgehead/client-secret"),
    authorizationEndpoint: "{{resolve:ssm:/bridgehead/endpoint}}",
    httpMethod: "POST",
    connectivityParameters: {
      resourceParameters: { resourceConfigurationArn: "{{resolve:ssm:/bridgehead/token-path}}" },
    },
  },
  invocationConnectivityParameters: {
    resourceParameters: { resourceConfigurationArn: "{{resolve:ssm:/bridgehead/path:3}}" },
  },
  kmsKeyIdentifier: "{{resolve:ssm:/bridgehead/kms-key}}",
});

await AWS.Events.Connection("part", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    clientId: "orders",
    clientSecret: ssm("/bridgehead/client-secret"),
    authorizationEndpoint: "https://auth.example.com/{{resolve:ssm:/bridgehead/tenant}}/token",
    httpMethod: "POST",
    connectivityParameters: through(`${lattice}/{{resolve:ssm:/bridgehead/token-path}}`),
  },
  invocationConnectivityParameters: through(`${lattice}/rcfg-{{resolve:ssm:/payments/path}}`),
  kmsKeyIdentifier: "alias/{{resolve:ssm:/bridgehead/alias}}",
});

await AWS.Events.Connection("other", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/key") },
  invocationConnectivityParameters: through("{{resolve:ssm /bridgehead/path}}"),
  kmsKeyIdentifier: "{{resolve:secretsmanager:kms-key}}",
});

await AWS.Events.Connection("secure", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/key") },
  invocationConnectivityParameters: through(ssm("/bridgehead/path")),
  kmsKeyIdentifier: ssm("/bridgehead/kms-key"),
});
