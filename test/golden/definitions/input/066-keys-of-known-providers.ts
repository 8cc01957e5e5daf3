// A credential in the format of a known provider is a real one: an error, and no value in the message.
import { AWS } from "bridgehead";

const made = "hunter2".repeat(6);
const keys = {
  github: `ghp_${made}`,
  slack: `xoxb-${made}`,
  stripe: `sk_live_${made}`,
  "not-at-the-start": `Bearer glpat-${made}`,
};

for (const [id, apiKey] of Object.entries(keys)) {
  await AWS.Events.Connection(id, {
    authorizationType: "API_KEY",
    authParameters: { apiKeyName: "Authorization", apiKey },
  });
}
