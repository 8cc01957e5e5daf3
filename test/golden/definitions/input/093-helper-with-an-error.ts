import AWS from "bridgehead";
import { brokenAuth, declareBroken } from "./_tools.ts";

await AWS.Events.Connection("orders", {
  authorizationType: "API_KEY",
  authParameters: brokenAuth("orders"),
});
await declareBroken("crm");
for (const id of ["erp", "mail"]) await declareBroken(id);
