import { AwsError, validation } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import type { RegionState } from "../state.ts";

const MAX_LEVELS = 15;
/** Counting the ARN in front of the name. */
const MAX_ARN_LENGTH = 1011;

/** The ARN of a parameter; a name without a leading slash gets one there. */
export function parameterArn(call: Pick<Call, "region" | "account">, name: string): string {
  const path = name.startsWith("/") ? name : `/${name}`;
  return `arn:aws:ssm:${call.region}:${call.account}:parameter${path}`;
}

/** The name as Parameter Store keeps it. Throws what PutParameter throws for a name that breaks its rules. */
export function checkedName(call: Pick<Call, "region" | "account">, given: string): string {
  const name = given.trim();
  if (/^\/?(?:aws|ssm)/i.test(name)) {
    if (/^\/(?:aws|ssm)(?:\/|$)/i.test(name)) {
      throw new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
    }
    throw prefixOrCharacters();
  }
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name) || name.includes("//") || name.endsWith("/")) throw prefixOrCharacters();
  if (name.includes("/") && !name.startsWith("/")) throw validation("Parameter name must be a fully qualified name.");
  if (name.split("/").length - 1 > MAX_LEVELS) {
    throw new AwsError(
      "HierarchyLevelLimitExceededException",
      `A hierarchy can have a maximum of ${MAX_LEVELS} levels. For more information, see the requirements and constraints for parameter names.`,
    );
  }
  if (parameterArn(call, name).length > MAX_ARN_LENGTH) {
    throw validation(`The parameter name, with its ARN, must not be longer than ${MAX_ARN_LENGTH} characters.`);
  }
  return name;
}

/** At the root, `x` and `/x` are one parameter; undefined for a name that is deeper. */
function rootTwin(name: string): string | undefined {
  if (!name.includes("/")) return `/${name}`;
  return name.lastIndexOf("/") === 0 ? name.slice(1) : undefined;
}

/** The name under which a parameter is kept: the one that it was made with, also where it is asked for as its twin. */
export function keptName({ parameters }: Pick<RegionState, "parameters">, name: string): string {
  const twin = rootTwin(name);
  return !parameters.has(name) && twin !== undefined && parameters.has(twin) ? twin : name;
}

/** Throws what GetParameter throws, unlike PutParameter, for a path that begins or goes on wrongly. */
export function checkPath(name: string): void {
  if (name.includes("//") || (name.includes("/") && !name.startsWith("/"))) throw prefixOrCharacters();
}

const prefixOrCharacters = (): AwsError =>
  validation(
    'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  );

interface Selected {
  /** The name that was asked for, without ARN and selector. */
  readonly name: string;
  readonly isArn: boolean;
  /** A version or a label, without the colon. */
  readonly selector: string | undefined;
}

/** What a reading operation was asked for: a name or an ARN, with or without `:version` or `:label`. */
export function parseSelector(call: Pick<Call, "region" | "account">, given: string): Selected {
  const prefix = `arn:aws:ssm:${call.region}:${call.account}:parameter`;
  const isArn = given.startsWith(prefix);
  const local = isArn ? given.slice(prefix.length) : given;
  const colon = local.indexOf(":");
  if (colon < 0) return { name: local, isArn, selector: undefined };
  return { name: local.slice(0, colon), isArn, selector: local.slice(colon + 1) };
}
