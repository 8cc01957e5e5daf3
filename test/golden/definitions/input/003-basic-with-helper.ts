import { AWS } from "bridgehead";
import { password, tenant } from "./_shared.ts";

await AWS.Events.Connection("billing", {
  authorizationType: "BASIC",
  authParameters: {
    username: "bridgehead",
    password: password("billing"),
    invocationHttpParameters: { headerParameters: [tenant] },
  },
});
