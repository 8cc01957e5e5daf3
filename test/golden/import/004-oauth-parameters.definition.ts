import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("crm", {
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: {
    oauthParameters: {
      clientParameters: {
        clientId: "bridgehead",
        clientSecret: ssm("/bridgehead/crm/client-secret"),
      },
      authorizationEndpoint: "https://auth.example.com/oauth/token",
      httpMethod: "POST",
      oauthHttpParameters: {
        headerParameters: [
          { key: "x-client", value: ssm("/bridgehead/crm/oauth-header-x-client"), isValueSecret: true },
        ],
        queryStringParameters: [{ key: "tenant", value: "example", isValueSecret: false }],
        bodyParameters: [
          { key: "audience", value: "https://crm.example.com", isValueSecret: false },
          { key: "scope", value: "orders:write", isValueSecret: false },
          { key: "client assertion", value: ssm("/bridgehead/crm/oauth-body-client-assertion"), isValueSecret: true },
        ],
      },
    },
    invocationHttpParameters: {
      headerParameters: [{ key: "x-tenant", value: "example", isValueSecret: false }],
    },
  },
  adopt: true,
});
