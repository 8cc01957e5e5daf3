// One mistake is one diagnostic: what follows from a misspelt or misplaced property is not reported again.
import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("misspelt-type", {
  authorisationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/key") },
});

await AWS.Events.Connection("misspelt-credentials", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apikey: ssm("/bridgehead/key") },
});

await AWS.Events.Connection("misspelt-member", {
  authorizationType: "BASIC",
  authParameters: { basicAuthParameters: { username: "orders", passwort: ssm("/bridgehead/password") } },
});

await AWS.Events.Connection("credentials-at-the-top", {
  authorizationType: "API_KEY",
  apiKey: ssm("/bridgehead/key"),
});

await AWS.Events.Connection("not-an-object", {
  authorizationType: "API_KEY",
  authParameters: ssm("/bridgehead/key"),
});

await AWS.Events.Connection("same-id", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/key") },
});

await AWS.Events.Connection("same-id", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/key") },
});
