import type { Attempt } from "./iam.ts";
import { parameterArn, place, queueArn, type QueueName, queueNames } from "./roles.ts";

const { account, region, table } = place;
const ledgerArn = `arn:aws:dynamodb:${region}:${account}:table/${table}`;

/** A request as it stands on the wire. */
export interface Called {
  readonly service: string;
  readonly operation: string;
  // What the SDK made of a call; the tests know its members.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly input: any;
}

/** The queue of an address. */
export function queueIn(url: string): QueueName {
  const name = queueNames.find((each) => url.endsWith(`-${place.stage}-${each}.fifo`));
  if (name === undefined) throw new Error(`nobody here knows the queue ${url}`);
  return name;
}

/** What IAM is asked about one request: an action for each thing that it does. Throws for a service that nobody knows here. */
export function attemptsOf({ service, operation, input }: Called): readonly Attempt[] {
  switch (service) {
    case "DynamoDB_20120810":
      return ledgerAttempts(operation, input);
    case "AmazonSSM":
      return parameterAttempts(operation, input);
    case "CloudApiService":
      // As AWS names it in its refusals.
      return [
        { action: `cloudformation:${operation}`, resource: `arn:aws:cloudformation:${region}:${account}:resource/*` },
      ];
    case "AWSEvents":
      return [{ action: `events:${operation}`, resource: input.Name === undefined ? "*" : connectionArn(input.Name) }];
    case "AmazonSQS":
      return [{ action: `sqs:${operation}`, resource: queueArn(queueIn(input.QueueUrl)) }];
    case "lambda":
      return [
        { action: "lambda:InvokeFunction", resource: `arn:aws:lambda:${region}:${account}:function:${operation}` },
      ];
    default:
      throw new Error(`nobody here knows what ${service} asks IAM`);
  }
}

function connectionArn(name: string): string {
  return `arn:aws:events:${region}:${account}:connection/${name}`;
}

/** [U] Whether AWS holds each item of a transaction against the condition by itself, or all together: both are asked. */
function ledgerAttempts(operation: string, input: Called["input"]): readonly Attempt[] {
  const attempt = (action: string, keys: readonly string[]): Attempt => ({
    action: `dynamodb:${action}`,
    resource: ledgerArn,
    context: { "dynamodb:LeadingKeys": keys },
  });
  if (operation !== "TransactWriteItems") {
    const key = input.Key?.pk.S ?? input.Item?.pk.S ?? input.ExpressionAttributeValues[":pk"].S;
    return [attempt(operation, [key])];
  }
  const items: readonly (readonly [string, string])[] = input.TransactItems.map((item: Called["input"]) => {
    if (item.ConditionCheck !== undefined) return ["ConditionCheckItem", item.ConditionCheck.Key.pk.S];
    return item.Put === undefined ? ["DeleteItem", item.Delete.Key.pk.S] : ["PutItem", item.Put.Item.pk.S];
  });
  const all = items.map(([, key]) => key);
  return items.flatMap(([action, key]) => [attempt(action, [key]), attempt(action, all)]);
}

function parameterAttempts(operation: string, input: Called["input"]): readonly Attempt[] {
  const names: readonly string[] = input.Names ?? (input.Name === undefined ? [] : [input.Name]);
  if (names.length === 0) return [{ action: `ssm:${operation}`, resource: "*" }];
  return names.map((name) => ({ action: `ssm:${operation}`, resource: parameterArn(name.replace(/:\d+$/, "")) }));
}

/** What Parameter Store asks KMS in the caller's name, for a SecureString that it gave decrypted. */
export function decryptionOf(name: string): Attempt {
  return {
    action: "kms:Decrypt",
    resource: `arn:aws:kms:${region}:${account}:key/any`,
    context: {
      "kms:ViaService": [`ssm.${region}.amazonaws.com`],
      "kms:EncryptionContext:PARAMETER_ARN": [parameterArn(name)],
    },
  };
}

/**
 * What AWS does in the applier's name when Cloud Control changes a connection: the permissions that the type's handlers
 * have in the registry (AWS::Events::Connection, of 2026), and those that the documentation of private connections names.
 */
export const handlerAttempts: readonly Attempt[] = [
  ...["CreateConnection", "UpdateConnection", "DeleteConnection", "DescribeConnection"].map((action) => ({
    action: `events:${action}`,
    resource: connectionArn("orders"),
  })),
  ...["CreateSecret", "UpdateSecret", "PutSecretValue", "GetSecretValue"].map((action) => ({
    action: `secretsmanager:${action}`,
    resource: `arn:aws:secretsmanager:${region}:${account}:secret:events!connection/orders/0b1c-AbCdEf`,
  })),
  {
    action: "iam:CreateServiceLinkedRole",
    resource: `arn:aws:iam::${account}:role/aws-service-role/apidestinations.events.amazonaws.com/AWSServiceRoleForAmazonEventBridgeApiDestinations`,
    context: { "iam:AWSServiceName": ["apidestinations.events.amazonaws.com"] },
  },
  ...["DescribeKey", "GenerateDataKey", "Encrypt", "Decrypt"].map((action) => ({
    action: `kms:${action}`,
    resource: `arn:aws:kms:${region}:${account}:key/any`,
    context: {
      "aws:ResourceTag/EventBridgeApiDestinations": ["true"],
      "kms:ViaService": [`secretsmanager.${region}.amazonaws.com`],
      "kms:EncryptionContext:SecretARN": [
        `arn:aws:secretsmanager:${region}:${account}:secret:events!connection/orders/0b1c-AbCdEf`,
      ],
    },
  })),
  ...[
    "CreateServiceNetworkResourceAssociation",
    "GetResourceConfiguration",
    "AssociateViaAWSService-EventsAndStates",
  ].map((action) => ({ action: `vpc-lattice:${action}`, resource: "*" })),
];

/** What Lambda does in the name of a function: it writes its log, and takes the messages of its queue. */
export function lambdaAttempts(name: string, queue: "plan" | "apply" | null): readonly Attempt[] {
  const log = `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/bridgehead-${place.stage}-${name}:log-stream:x`;
  const messages = queue === null ? [] : ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
  return [
    ...["CreateLogStream", "PutLogEvents"].map((action) => ({ action: `logs:${action}`, resource: log })),
    ...messages.map((action) => ({ action: `sqs:${action}`, resource: queueArn(queue ?? "plan") })),
  ];
}
