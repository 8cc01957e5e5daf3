/* What a definition gets back. Written by `node infra/build/authoring/authoring.ts`: do not edit. */

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
  /** The name of the connection: the one that it was given, else the id. */
  readonly name: string;
  /** The connection's ARN. Known after apply; cannot be used in a definition: `exportArn` hands it on. */
  readonly arn: KnownAfterApply;
  /** The connection's ARN. Known after apply; cannot be used in a definition: `exportArn` hands it on. */
  readonly Arn: KnownAfterApply;
  /** The ARN to use in IAM policies. Known after apply; cannot be used in a definition. */
  readonly arnForPolicy: KnownAfterApply;
  /** The ARN to use in IAM policies. Known after apply; cannot be used in a definition. */
  readonly ArnForPolicy: KnownAfterApply;
  /**
   * ARN of the Secrets Manager secret that EventBridge keeps for the connection. Known after apply; cannot be used in a
   * definition: `exportSecretArn` hands it on.
   */
  readonly secretArn: KnownAfterApply;
  /**
   * ARN of the Secrets Manager secret that EventBridge keeps for the connection. Known after apply; cannot be used in a
   * definition: `exportSecretArn` hands it on.
   */
  readonly SecretArn: KnownAfterApply;
}
