import { compareText } from "../values/compare-text.ts";
import { digestOf } from "../values/digest.ts";
import { isBelow } from "../values/parameter-name.ts";

/** Parameters below this prefix belong to the pipeline itself; no definition may refer to them. */
export const SYSTEM_PREFIX = "/bridgehead-system/";

/** What may be done at most, whatever a definition asks for. Prefixes begin and end with a slash. */
export interface Limits {
  /** Prefixes of the parameters that definitions may refer to. */
  readonly secretPrefixes: readonly string[];
  /** Hosts that OAuth credentials may be sent to; null: any host. */
  readonly oauthHosts: readonly string[] | null;
  /** Prefix of the parameters that ARNs may be written to. */
  readonly exportPrefix: string;
  /** As many people beside its author have to approve a pull request at least. */
  readonly approvals: number;
  /** Whether what somebody did in AWS by hand is undone without anybody asking, where that is no danger. */
  readonly repair: boolean;
}

/** What holds where nobody says anything. */
export const defaultLimits: Limits = {
  secretPrefixes: ["/bridgehead/"],
  oauthHosts: null,
  exportPrefix: "/bridgehead-arns/",
  approvals: 0,
  repair: false,
};

/** Limits that limit nothing. */
export const anything: Limits = {
  secretPrefixes: ["/"],
  oauthHosts: null,
  exportPrefix: "/",
  approvals: 0,
  repair: true,
};

/** GitHub's own rules ask for no more. */
export const MOST_APPROVALS = 6;

/** An export prefix that nothing stands below: Parameter Store takes no level without a name. */
export const NO_EXPORTS = "//";

/** The policy part of a configuration: what it allows, without what it declares. */
export function limitsOf({ secretPrefixes, oauthHosts, exportPrefix, approvals, repair }: Limits): Limits {
  return { secretPrefixes, oauthHosts, exportPrefix, approvals, repair };
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
      approvals: Math.max(one.approvals, other.approvals),
      repair: one.repair && other.repair,
    }),
    anything,
  );
}

/** Equal for limits that allow the same. What there was not at first is left out where it says what held then. */
export function policyDigest(limits: Limits): string {
  const { approvals, repair, ...rest } = strictest(limits);
  return digestOf({ ...rest, ...(approvals === 0 ? {} : { approvals }), ...(repair ? { repair } : {}) });
}

/** One thing that limits allow: a prefix, a host (null: any), that so few people approve, or that drift is undone. */
export type Allowed =
  | { readonly kind: "secretPrefixes" | "exportPrefix" | "approvals" | "repair"; readonly value: string }
  | { readonly kind: "oauthHosts"; readonly value: string | null };

/** What `limits` allow and `reviewed` do not; nothing: they are as strict. */
export function loosenings(reviewed: Limits, limits: Limits): readonly Allowed[] {
  const [before, after] = [strictest(reviewed), strictest(limits)];
  const prefixes = after.secretPrefixes.filter((prefix) => !isCovered(prefix, before.secretPrefixes));
  const known = new Set(before.oauthHosts);
  const hosts = before.oauthHosts === null ? [] : (after.oauthHosts?.filter((host) => !known.has(host)) ?? [null]);
  const isExportKnown = after.exportPrefix === NO_EXPORTS || isCovered(after.exportPrefix, [before.exportPrefix]);
  return [
    ...prefixes.map((value) => ({ kind: "secretPrefixes", value }) as const),
    ...hosts.map((value) => ({ kind: "oauthHosts", value }) as const),
    ...(isExportKnown ? [] : [{ kind: "exportPrefix", value: after.exportPrefix } as const]),
    ...(after.approvals >= before.approvals ? [] : [{ kind: "approvals", value: String(after.approvals) } as const]),
    ...(after.repair && !before.repair ? [{ kind: "repair", value: "true" } as const] : []),
  ];
}

/** As a plan is published with it: equal for what is allowed alike. */
export function allowedText({ kind, value }: Allowed): string {
  return `${kind} ${value ?? "*"}`;
}

/** What `limits` allow and `reviewed` do not, in words that follow "allows". */
export function loosened(reviewed: Limits, limits: Limits): readonly string[] {
  const all = loosenings(reviewed, limits);
  const listed = (kind: Allowed["kind"]): string =>
    all.flatMap((each) => (each.kind === kind ? [each.value ?? "any host"] : [])).join(", ");
  const [prefixes, hosts, exports] = [listed("secretPrefixes"), listed("oauthHosts"), listed("exportPrefix")];
  const fewer = listed("approvals");
  return [
    ...(prefixes === "" ? [] : [`parameters below ${prefixes} (\`secretPrefixes\`)`]),
    ...(hosts === "" ? [] : [`OAuth credentials for ${hosts} (\`oauthHosts\`)`]),
    ...(exports === "" ? [] : [`ARNs written below ${exports} (\`exportPrefix\`)`]),
    ...(fewer === ""
      ? []
      : [`changes with fewer approvals, ${fewer} instead of ${reviewed.approvals} (\`approvals\`)`]),
    ...(listed("repair") === "" ? [] : ["applies that undo what was done in AWS by hand (`repair`)"]),
  ];
}

/** Whether `limits` allow something that `reviewed` do not. */
export function isLooser(limits: Limits, reviewed: Limits): boolean {
  return loosenings(reviewed, limits).length > 0;
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
  if (exportPrefix === NO_EXPORTS) return "the configuration's `exportPrefix` and the stack's have nothing in common";
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
