import type { Reference, ReferenceService } from "../values/reference.ts";
import { foreignAddress, foreignVariable } from "../values/scheme.ts";
import { didYouMean } from "../values/did-you-mean.ts";

/** What is wrong with a text that was meant as a reference. Nothing of the text is in it. */
export type ReferenceFault =
  // Of what stands in double braces.
  | "empty"
  | "other-words"
  | "workflow"
  | "no-resolve"
  | "upper-case"
  | "no-colon"
  | "service"
  | `spelt-${ReferenceService}`
  | "no-secret"
  | "no-name"
  | "name"
  | "version"
  | "colons"
  | "blanks"
  | "form"
  // Of braces that are not right, and of a reference without them.
  | "open"
  | "single"
  | "bare"
  | "third"
  | "quoted-call"
  | "template-call"
  | "arn"
  | "parameter"
  // Of what other tools fill in.
  | "other-form"
  | "template"
  | "shell"
  | "variable"
  | "other-reference";

/** A text that was meant as a reference. */
export interface NearReference {
  /** The one that is told; what is meant has all of them corrected. */
  readonly fault: ReferenceFault;
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
/** Longer texts are not looked into: no reference is as long, and no name of a variable. */
const LONGEST = 2048;
const LONGEST_VARIABLE = 1_200;

/** What is wrong with the text in a pair of double braces that is no reference. */
export function explainBraces(inner: string): NearReference {
  const nothing = { fault: "other-words", meant: null } as const;
  if (inner.trim() === "") return { fault: "empty", meant: null };
  if (/^\s*(?:secrets|vars|env|github)\./.test(inner)) return { fault: "workflow", meant: null };
  if (inner.length > LONGEST) return nothing;
  const words = inner.split(":").map((word) => word.trim());
  const first = (words[0] ?? "").toLowerCase();
  const faults: ReferenceFault[] = [];
  if (Object.hasOwn(services, first)) faults.push("no-resolve");
  else {
    if (didYouMean(first, ["resolve"]) === undefined) return nothing;
    if (words[0] !== "resolve") faults.push("upper-case");
    words.shift();
  }
  return explainService(words, faults, inner);
}

/** `words` begin with the service. The first fault is the one that is told. */
function explainService(words: readonly string[], faults: ReferenceFault[], inner: string): NearReference {
  const [written = "", ...rest] = words;
  // A blank or a slash where the colon belongs.
  const joined = /^([A-Za-z_-]{2,20})\s{0,20}[\s/]/.exec(written);
  const word = joined?.[1] ?? written;
  const tail = joined === null ? rest : [written.slice(word.length).trim(), ...rest];
  if (joined !== null) faults.push("no-colon");

  const service = serviceOf(word);
  if (service === undefined) return { fault: "service", meant: null };
  if (service !== word) faults.push(`spelt-${service}`);
  if (service === "secretsmanager") return { fault: faults[0] ?? "no-secret", meant: null };

  const [path = "", version, ...more] = tail;
  if (path === "") faults.push("no-name");
  else if (/[\s{}]/.test(path)) faults.push("name");
  if (version !== undefined && !VERSION.test(version)) faults.push("version");
  if (more.length > 0) faults.push("colons");
  if (/\s/.test(inner)) faults.push("blanks");
  const usable = /^[A-Za-z0-9_.\-/]+$/.test(path) && more.length === 0;
  return {
    fault: faults[0] ?? "form",
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
export function forgottenReference(text: string): NearReference | undefined {
  if (text.length > LONGEST) return undefined;
  const call =
    /(\$\{\s{0,20})?\bssm\(\s{0,20}["'`]([^"'`]{1,1011})["'`]\s{0,20}(?:,\s{0,20}([1-9]\d{0,8})\s{0,20})?\)/.exec(text);
  if (call !== null && (call[1] !== undefined || call[0] === text.trim())) {
    return { fault: call[1] === undefined ? "quoted-call" : "template-call", meant: meantBy(call[2] ?? "", call[3]) };
  }
  const open = /\{\{\s{0,20}resolve\s{0,20}:([^{}]{0,1100})/.exec(text);
  if (open !== null) return { ...explainBraces(`resolve:${open[1]}`), fault: "open" };
  const single = /\{\s{0,20}resolve\s{0,20}:([^{}]{0,1100})\}/.exec(text);
  if (single !== null) return { ...explainBraces(`resolve:${single[1]}`), fault: "single" };
  const bare = /^\s{0,20}resolve:((?:ssm|ssm-secure|secretsmanager):[^\s{}]{0,1100})\s{0,20}$/.exec(text);
  if (bare !== null) return { ...explainBraces(`resolve:${bare[1]}`), fault: "bare" };
  return undefined;
}

/** The whole of a credential is the name, or the ARN, of a parameter. Undefined: it is neither. */
export function forgottenParameter(text: string, prefixes: readonly string[]): NearReference | undefined {
  const arn = /^arn:[a-z-]{3,20}:ssm:[a-z0-9-]{0,30}:\d{0,12}:parameter(\/[A-Za-z0-9_.\-/]{1,1011})$/.exec(text);
  if (arn !== null) return { fault: "arn", meant: meantBy(arn[1] ?? "", undefined) };
  const [path = "", version] = text.split(":");
  // Where every name is allowed, nothing tells one from a password that begins with a slash.
  const below = prefixes.some((prefix) => prefix.length > 1 && path.startsWith(prefix));
  const isName = below && /^\/[A-Za-z0-9_.\-/]{1,1011}(?::[1-9]\d{0,8})?$/.test(text);
  return isName ? { fault: "parameter", meant: meantBy(path, version) } : undefined;
}

function meantBy(path: string, version: string | undefined): Reference | null {
  if (!/^[A-Za-z0-9_.\-/]+$/.test(path)) return null;
  return { service: "ssm-secure", path, version: version === undefined ? null : Number(version) };
}

/** What other tools replace by a value; sent to AWS as it stands, it would be the credential. */
const variables: readonly (readonly [pattern: RegExp, fault: ReferenceFault])[] = [
  [/^\$\{[^{}]+\}$/, "template"],
  [/^\$[A-Z_][A-Z0-9_]*$/, "shell"],
  [new RegExp(`^${foreignVariable}$`), "variable"],
  [new RegExp(`^${foreignAddress}`), "other-reference"],
];

/** A credential, without the scheme before it, that is a variable or a reference of another tool. Undefined: it is none. */
export function foreignReference(text: string): NearReference | undefined {
  if (text.length > LONGEST_VARIABLE) return undefined;
  const value = text.trim();
  const path = /^\$?\{?(?:aws:)?ssm(?:-secure)?:(\/[A-Za-z0-9_.\-/]+)(?:~true)?\}?$/.exec(value)?.[1];
  if (path !== undefined) return { fault: "other-form", meant: { service: "ssm-secure", path, version: null } };
  const fault = variables.find(([pattern]) => pattern.test(value))?.[1];
  return fault === undefined ? undefined : { fault, meant: null };
}
