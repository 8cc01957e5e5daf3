/** A place that a secret may be sent to. */
export type Place = "x" | "e";

interface Declared {
  readonly to?: Place;
  readonly description?: string;
  /** Bridgehead's own properties, or another name. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Where a definition stands. */
export function fileOf(id: string): string {
  return `connections/${id}.json`;
}

/** A definition whose secret goes to one place or another. What changes stands apart, so that git can merge changes. */
export function oauth(id: string, { to = "x", description, more = {} }: Declared = {}): string {
  const authParameters = {
    clientId: "client",
    clientSecret: `{{resolve:ssm-secure:/bridgehead/${id}/key}}`,
    httpMethod: "POST",
    authorizationEndpoint: `https://${to}.example.com/token`,
  };
  const type = { authorizationType: "OAUTH_CLIENT_CREDENTIALS" };
  return `${JSON.stringify({ id, ...(description !== undefined && { description }), ...type, authParameters, ...more }, null, 2)}\n`;
}

/** The file of a definition with it, or without it. */
export function defined(id: string, declared: Declared | null = {}): Readonly<Record<string, string | null>> {
  return { [fileOf(id)]: declared === null ? null : oauth(id, declared) };
}
