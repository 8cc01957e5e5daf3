// Wall: a trust boundary; definitions call it.

import { host } from "./host.ts";
import { placeholder } from "./marks.ts";
import { apply, exec, freeze, isInteger } from "./primordials.ts";
import { told } from "./reports.ts";

const parameterName = /^\/[A-Za-z0-9_.\-/]{1,1010}$/;

/** The reference to a parameter, of which the sandbox knows nothing but the name. */
export function ssm(path: unknown, version?: unknown): string {
  const isValid = typeof path === "string" && apply(exec, parameterName, [path]) !== null;
  if (isValid && isVersion(version)) {
    return "{{resolve:ssm-secure:" + path + (version === undefined ? "" : ":" + version) + "}}";
  }
  host("invalid-ssm-call", told(isValid ? "version" : "path"));
  return placeholder;
}

function isVersion(version: unknown): version is number | undefined {
  return version === undefined || (isInteger(version) && (version as number) >= 1 && (version as number) <= 999999999);
}

freeze(ssm);
