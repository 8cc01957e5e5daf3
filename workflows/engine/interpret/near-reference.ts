import type { Reference, ReferenceService } from "../values/reference.ts";
import { didYouMean } from "../values/did-you-mean.ts";

/** A text that was meant as a reference. */
export interface NearReference {
  /** What is wrong, in words that follow "is no reference:"; nothing of the text is in them. */
  readonly fault: string;
  /** What was probably meant; null when that is not clear. */
  readonly meant: Reference | null;
}

const services: Readonly<Record<string, ReferenceService>> = {
  ssm: "ssm",
  parameter: "ssm",
  "ssm-parameter": "ssm",
  "ssm-secure": "ssm-secure",
  ssmsecure: "ssm-secure",
  "ssm-secured": "ssm-secure",
  "ssm-securestring": "ssm-secure",
  secure: "ssm-secure",
  securestring: "ssm-secure",
  "secure-string": "ssm-secure",
  secretsmanager: "secretsmanager",
  "secrets-manager": "secretsmanager",
  "secret-manager": "secretsmanager",
};

const VERSION = /^[1-9]\d{0,8}$/;
/** Longer texts are not looked into: no reference is as long. */
const LONGEST = 2048;

/** What is wrong with the text in a pair of double braces that is no reference. */
export function explainBraces(inner: string): NearReference {
  const nothing = { fault: "what stands in the braces does not begin with `resolve:`", meant: null };
  if (inner.trim() === "") return { fault: "there is nothing in the braces", meant: null };
  if (/^\s*(?:secrets|vars|env|github)\./.test(inner)) {
    return { fault: "this is the syntax of GitHub workflows, whose secrets no definition can read", meant: null };
  }
  if (inner.length > LONGEST) return nothing;
  const words = inner.split(":").map((word) => word.trim());
  const first = (words[0] ?? "").toLowerCase();
  const faults: string[] = [];
  if (Object.hasOwn(services, first)) faults.push("`resolve:` is missing");
  else {
    if (didYouMean(first, ["resolve"]) === undefined) return nothing;
    if (words[0] !== "resolve") faults.push("it begins with `resolve:`, in lower case");
    words.shift();
  }
  return explainService(words, faults, inner);
}

/** `words` begin with the service. The first fault is the one that is named; what is meant has all of them corrected. */
function explainService(words: readonly string[], faults: string[], inner: string): NearReference {
  const [written = "", ...rest] = words;
  // A blank or a slash where the colon belongs.
  const joined = /^([A-Za-z_-]{2,20})\s{0,20}[\s/]/.exec(written);
  const word = joined?.[1] ?? written;
  const tail = joined === null ? rest : [written.slice(word.length).trim(), ...rest];
  if (joined !== null) faults.push("a colon is missing behind the service");

  const service = serviceOf(word);
  if (service === undefined) return { fault: "the service is `ssm-secure` or `ssm`", meant: null };
  if (service !== word) faults.push(`the service is spelt \`${service}\``);
  if (service === "secretsmanager") return { fault: faults[0] ?? "it names no secret", meant: null };

  const [path = "", version, ...more] = tail;
  if (path === "") faults.push("the name of the parameter is missing");
  else if (/[\s{}]/.test(path)) faults.push("the name of the parameter has blanks or braces");
  if (version !== undefined && !VERSION.test(version)) {
    faults.push("a version is a number from 1; there are no labels, and without a version it is the newest");
  }
  if (more.length > 0) faults.push("there are too many colons");
  if (/\s/.test(inner)) faults.push("there are blanks in it");
  const usable = /^[A-Za-z0-9_.\-/]+$/.test(path) && more.length === 0;
  return {
    fault: faults[0] ?? "it is `{{resolve:ssm-secure:NAME}}` or `{{resolve:ssm-secure:NAME:VERSION}}`",
    meant: usable
      ? { service, path, version: version !== undefined && VERSION.test(version) ? Number(version) : null }
      : null,
  };
}

function serviceOf(word: string): ReferenceService | undefined {
  const plain = word.toLowerCase().replaceAll("_", "-");
  if (Object.hasOwn(services, plain)) return services[plain];
  const near = didYouMean(plain, ["ssm-secure", "secretsmanager"]);
  return near === undefined ? undefined : services[near];
}

/**
 * A reference that was forgotten to be one: braces that are missing or single, a call of `ssm` inside quotes. Undefined:
 * the text is none.
 */
export function forgottenReference(text: string, json: boolean): NearReference | undefined {
  if (text.length > LONGEST) return undefined;
  const call =
    /(\$\{\s{0,20})?\bssm\(\s{0,20}["'`]([^"'`]{1,1011})["'`]\s{0,20}(?:,\s{0,20}([1-9]\d{0,8})\s{0,20})?\)/.exec(text);
  if (call !== null && (call[1] !== undefined || call[0] === text.trim())) {
    const fault = json
      ? "JSON has no `ssm(…)`"
      : call[1] === undefined
        ? "`ssm(…)` stands in quotes"
        : "`${…}` works between backticks only, not between quotes";
    return { fault, meant: meantBy(call[2] ?? "", call[3]) };
  }
  const open = /\{\{\s{0,20}resolve\s{0,20}:([^{}]{0,1100})/.exec(text);
  if (open !== null) return { ...explainBraces(`resolve:${open[1]}`), fault: "the double braces do not close" };
  const single = /\{\s{0,20}resolve\s{0,20}:([^{}]{0,1100})\}/.exec(text);
  if (single !== null) return { ...explainBraces(`resolve:${single[1]}`), fault: "it has single braces" };
  const bare = /^\s{0,20}resolve:((?:ssm|ssm-secure|secretsmanager):[^\s{}]{0,1100})\s{0,20}$/.exec(text);
  if (bare !== null) return { ...explainBraces(`resolve:${bare[1]}`), fault: "the double braces are missing" };
  return undefined;
}

/** The whole of a credential is the name, or the ARN, of a parameter. Undefined: it is neither. */
export function forgottenParameter(text: string, prefixes: readonly string[]): NearReference | undefined {
  const arn = /^arn:[a-z-]{3,20}:ssm:[a-z0-9-]{0,30}:\d{0,12}:parameter(\/[A-Za-z0-9_.\-/]{1,1011})$/.exec(text);
  if (arn !== null) return { fault: "it is the ARN of a parameter", meant: meantBy(arn[1] ?? "", undefined) };
  const [path = "", version] = text.split(":");
  // Where every name is allowed, nothing tells one from a password that begins with a slash.
  const below = prefixes.some((prefix) => prefix.length > 1 && path.startsWith(prefix));
  const isName = below && /^\/[A-Za-z0-9_.\-/]{1,1011}(?::[1-9]\d{0,8})?$/.test(text);
  return isName ? { fault: "it is the name of a parameter", meant: meantBy(path, version) } : undefined;
}

function meantBy(path: string, version: string | undefined): Reference | null {
  if (!/^[A-Za-z0-9_.\-/]+$/.test(path)) return null;
  return { service: "ssm-secure", path, version: version === undefined ? null : Number(version) };
}
