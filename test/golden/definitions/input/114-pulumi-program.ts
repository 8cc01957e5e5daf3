import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";

const key = new pulumi.Config().requireSecret("pagerKey");

export const pager = new aws.cloudwatch.EventConnection("pager", {
  authorizationType: "API_KEY",
  authParameters: { apiKey: { key: "x-api-key", value: key } },
});
