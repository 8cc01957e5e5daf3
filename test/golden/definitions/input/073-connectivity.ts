// Cloud Control takes two members: one kind of credentials, and either HTTP parameters or a private path.
import { AWS, ssm } from "bridgehead";

const privatePath = {
  resourceParameters: {
    resourceConfigurationArn: "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg",
  },
};
const client = {
  clientId: "c",
  clientSecret: ssm("/bridgehead/secret"),
  authorizationEndpoint: "https://auth.example.com/token",
  httpMethod: "POST",
} as const;
const invocationHttpParameters = { headerParameters: [{ key: "x-source", value: "orders", isValueSecret: false }] };

await AWS.Events.Connection("private-token-endpoint", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  invocationConnectivityParameters: privatePath,
  authParameters: { ...client, connectivityParameters: privatePath },
});

await AWS.Events.Connection("three-members", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: { ...client, invocationHttpParameters, connectivityParameters: privatePath },
});

// Empty lists say nothing, so that nothing counts.
await AWS.Events.Connection("empty", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    ...client,
    invocationHttpParameters: { headerParameters: [] },
    connectivityParameters: privatePath,
  },
});
