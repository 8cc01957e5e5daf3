import { isBelow } from "./interpret/parameter-name.ts";
import { SYSTEM_PREFIX } from "./system-prefix.ts";

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

/** Why no ARN may be written to a parameter, in words that follow it; null: one may. */
export function exportFault(parameter: string, limits: Pick<Limits, "secretPrefixes" | "exportPrefix">): string | null {
  const { exportPrefix, secretPrefixes } = limits;
  const overlap = [SYSTEM_PREFIX, ...secretPrefixes].find(
    (prefix) => isWithin(exportPrefix, prefix) || isWithin(prefix, exportPrefix),
  );
  if (overlap !== undefined) {
    return `the prefix for ARNs, ${exportPrefix}, is refused: it and ${overlap}, where secrets are, are not apart`;
  }
  return isBelow(parameter, exportPrefix) ? null : `it is not below ${exportPrefix}`;
}

/** Whether everything below one prefix is below another. */
function isWithin(prefix: string, other: string): boolean {
  return isBelow(prefix.endsWith("/") ? prefix : `${prefix}/`, other);
}
