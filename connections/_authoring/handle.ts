/** What `ssm` returns: CloudFormation's own syntax for a SecureString parameter. It may stand in a longer string. */
export type SecretReference = `{{resolve:ssm-secure:${string}}}`;

declare const knownAfterApply: unique symbol;

/** Known after the apply, so it cannot be used in a definition: it is no text, and reading it is an error. */
export interface KnownAfterApply {
  readonly [knownAfterApply]: "known after the apply; `exportArn` writes the ARN to a parameter";
}

/**
 * A declared connection. Its id and its name are known, and may be used in other definitions. What AWS makes up is
 * known after the apply: reading it is the diagnostic `known-after-apply`.
 */
export interface ConnectionHandle {
  /** The id that the definition was given. */
  readonly id: string;
  /** The connection's name: `name` where it was given, else the id. */
  readonly name: string;
  /** The connection's ARN. Known after apply; cannot be used in a definition: `exportArn` hands it on. */
  readonly arn: KnownAfterApply;
  /** The connection's ARN, in CloudFormation's spelling. Known after apply; cannot be used in a definition. */
  readonly Arn: KnownAfterApply;
  /** The ARN for IAM policies, without the part that AWS makes up. Known after apply; cannot be used in a definition. */
  readonly arnForPolicy: KnownAfterApply;
  /** The ARN for IAM policies, in CloudFormation's spelling. Known after apply; cannot be used in a definition. */
  readonly ArnForPolicy: KnownAfterApply;
  /** ARN of the secret that EventBridge keeps for the connection. Known after apply; cannot be used in a definition. */
  readonly secretArn: KnownAfterApply;
  /** ARN of the connection's secret, in CloudFormation's spelling. Known after apply; cannot be used in a definition. */
  readonly SecretArn: KnownAfterApply;
}
