/** What may be done at most, whatever a definition asks for. */
export interface Limits {
  /** Prefixes of the parameters that definitions may refer to. */
  readonly secretPrefixes: readonly string[];
  /** Hosts that OAuth credentials may be sent to; null: any host. */
  readonly oauthHosts: readonly string[] | null;
  /** Prefix of the parameters that ARNs may be written to. */
  readonly exportPrefix: string;
}

/** What holds where nobody says anything. */
export const defaultLimits: Limits = {
  secretPrefixes: ["/bridgehead/"],
  oauthHosts: null,
  exportPrefix: "/bridgehead-arns/",
};
