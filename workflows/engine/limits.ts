import { compareText } from "./compare-text.ts";
import { digestOf } from "./digest.ts";
import { isBelow } from "./interpret/parameter-name.ts";
import { SYSTEM_PREFIX } from "./system-prefix.ts";

/** What may be done at most, whatever a definition asks for. Prefixes begin and end with a slash. */
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

/** Limits that limit nothing. */
export const anything: Limits = { secretPrefixes: ["/"], oauthHosts: null, exportPrefix: "/" };

/** An export prefix that nothing stands below: Parameter Store takes no level without a name. */
export const NO_EXPORTS = "//";

/** The policy part of a configuration: what it allows, without what it declares. */
export function limitsOf({ secretPrefixes, oauthHosts, exportPrefix }: Limits): Limits {
  return { secretPrefixes, oauthHosts, exportPrefix };
}

/** What every one of them allows, in one spelling: equal limits are equal values. */
export function strictest(...all: readonly Limits[]): Limits {
  return all.reduce<Limits>(
    (one, other) => ({
      secretPrefixes: outermost(
        one.secretPrefixes.flatMap((a) => other.secretPrefixes.flatMap((b) => innerOf(a, b) ?? [])),
      ),
      oauthHosts: bothOf(one.oauthHosts, other.oauthHosts),
      exportPrefix: innerOf(one.exportPrefix, other.exportPrefix) ?? NO_EXPORTS,
    }),
    anything,
  );
}

/** Equal for limits that allow the same. */
export function policyDigest(limits: Limits): string {
  return digestOf({ ...strictest(limits) });
}

/**
 * What a plan says of the policy: how it would go from the reviewed one (null: there is none yet) to that of the
 * planned commit.
 */
export function policyChangeDigest(stored: Limits | null, tip: Limits): string {
  return digestOf({ from: stored === null ? null : policyDigest(stored), to: policyDigest(tip) });
}

/** What `limits` allow and `reviewed` do not, in words that follow "allows"; nothing: they are as strict. */
export function loosened(reviewed: Limits, limits: Limits): readonly string[] {
  const [before, after] = [strictest(reviewed), strictest(limits)];
  const prefixes = after.secretPrefixes.filter((prefix) => !isCovered(prefix, before.secretPrefixes));
  const known = new Set(before.oauthHosts);
  const hosts = after.oauthHosts?.filter((host) => !known.has(host)) ?? ["any host"];
  const exports = after.exportPrefix === NO_EXPORTS || isCovered(after.exportPrefix, [before.exportPrefix]);
  return [
    ...(prefixes.length === 0 ? [] : [`parameters below ${prefixes.join(", ")} (\`secretPrefixes\`)`]),
    ...(before.oauthHosts === null || hosts.length === 0
      ? []
      : [`OAuth credentials for ${hosts.join(", ")} (\`oauthHosts\`)`]),
    ...(exports ? [] : [`ARNs written below ${after.exportPrefix} (\`exportPrefix\`)`]),
  ];
}

/** Whether `limits` allow something that `reviewed` do not. */
export function isLooser(limits: Limits, reviewed: Limits): boolean {
  return loosened(reviewed, limits).length > 0;
}

/** Whether these limits allow a definition to refer to a parameter. */
export function allowsParameter({ secretPrefixes }: Pick<Limits, "secretPrefixes">, name: string): boolean {
  return isCovered(name, secretPrefixes);
}

/** Whether these limits allow credentials to be sent to a host, as `host` or `host:port`. */
export function allowsHost({ oauthHosts }: Pick<Limits, "oauthHosts">, host: string): boolean {
  return oauthHosts === null || oauthHosts.some((each) => each.toLowerCase() === host.toLowerCase());
}

/** Whether these limits allow a parameter to be written. */
export function allowsExport({ exportPrefix }: Pick<Limits, "exportPrefix">, name: string): boolean {
  return exportPrefix !== NO_EXPORTS && isCovered(name, [exportPrefix]);
}

function isCovered(name: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => name.startsWith(prefix));
}

/** The one of two prefixes that stands below the other; undefined: neither does. */
export function innerOf(a: string, b: string): string | undefined {
  if (a.startsWith(b)) return a;
  return b.startsWith(a) ? b : undefined;
}

/** Without what stands below another one. */
function outermost(prefixes: readonly string[]): readonly string[] {
  const sorted = [...new Set(prefixes)].toSorted(compareText);
  return sorted.filter((prefix) => !sorted.some((other) => other !== prefix && prefix.startsWith(other)));
}

function bothOf(a: Limits["oauthHosts"], b: Limits["oauthHosts"]): Limits["oauthHosts"] {
  if (a === null) return b === null ? null : hostsOf(b);
  if (b === null) return hostsOf(a);
  const others = new Set(hostsOf(b));
  return hostsOf(a).filter((host) => others.has(host));
}

function hostsOf(hosts: readonly string[]): readonly string[] {
  return [...new Set(hosts.map((host) => host.toLowerCase()))].toSorted(compareText);
}

/** Why no ARN may be written to a parameter, in words that follow it; null: one may. */
export function exportFault(parameter: string, limits: Pick<Limits, "secretPrefixes" | "exportPrefix">): string | null {
  const { exportPrefix, secretPrefixes } = limits;
  if (exportPrefix === NO_EXPORTS) return "what the configuration and the stack allow has no prefix in common";
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
