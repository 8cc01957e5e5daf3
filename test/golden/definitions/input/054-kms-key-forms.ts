// A KMS key is named by its id, its ARN, an alias or the ARN of an alias.
import { AWS, ssm } from "bridgehead";

const props = { authorizationType: "API_KEY", authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/k") } } as const;

await AWS.Events.Connection("id", { ...props, kmsKeyIdentifier: "1234abcd-12ab-34cd-56ef-1234567890ab" });
await AWS.Events.Connection("multi-region", { ...props, kmsKeyIdentifier: "mrk-1234abcd12ab34cd56ef1234567890ab" });
await AWS.Events.Connection("alias", { ...props, kmsKeyIdentifier: "alias/orders" });
await AWS.Events.Connection("arn", {
  ...props,
  kmsKeyIdentifier: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
});
await AWS.Events.Connection("alias-arn", {
  ...props,
  kmsKeyIdentifier: "arn:aws:kms:eu-west-1:123456789012:alias/orders",
});

await AWS.Events.Connection("word", { ...props, kmsKeyIdentifier: "orders" });
await AWS.Events.Connection("other-service", { ...props, kmsKeyIdentifier: "arn:aws:s3:::orders" });
await AWS.Events.Connection("no-account", { ...props, kmsKeyIdentifier: "arn:aws:kms:eu-west-1::key/orders" });
await AWS.Events.Connection("blank", { ...props, kmsKeyIdentifier: "alias/my key" });
