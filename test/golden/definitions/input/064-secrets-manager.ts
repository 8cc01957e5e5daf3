// Secrets Manager is not read in this version, whether by reference or by ARN.
import { AWS } from "bridgehead";

await AWS.Events.Connection("reference", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "k", apiKey: "{{resolve:secretsmanager:orders:SecretString:key}}" },
});

await AWS.Events.Connection("arn", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "k", apiKey: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf" },
});
