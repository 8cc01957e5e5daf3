import * as cdk from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";

export class PagerStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new events.Connection(this, "Pager", {
      connectionName: "pager",
      authorization: events.Authorization.apiKey("x-api-key", cdk.SecretValue.unsafePlainText("hunter2")),
    });
  }
}
