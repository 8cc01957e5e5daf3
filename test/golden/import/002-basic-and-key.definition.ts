import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("Billing.v2_", {
  authorizationType: "BASIC",
  authParameters: {
    username: "bridgehead",
    password: ssm("/bridgehead/Billing.v2_/password"),
  },
  kmsKeyIdentifier: "alias/eventing",
  adopt: true,
});
