import { AWS, ssm } from "bridgehead";
import { prefix } from "./_shared.ts";

await AWS.Events.Connection("billing", {
  description: "Posts invoices to the billing system.",
  authorizationType: "BASIC",
  authParameters: {
    username: "bridgehead",
    password: ssm(`${prefix}/billing/password`),
  },
  protect: true,
});
