// Ten mistakes are ten diagnostics, each at its own place.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("ten", {
  name: "ten mistakes",
  description: "two\nlines",
  authorizationType: "Basic",
  kmsKeyIdentifier: "my key",
  protect: "yes",
  colour: "blue",
  authParameters: {
    username: "",
    password: ssm("/payments/password"),
    invocationHttpParameters: {
      headerParameters: [
        { key: "X Source", value: "orders", isValueSecret: false },
        { key: "x-token", value: "{{resolve:ssm_secure:/bridgehead/token}}" },
      ],
    },
  },
});
