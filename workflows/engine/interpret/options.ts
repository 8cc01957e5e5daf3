import type { DefinitionOptions } from "../definition/definition.ts";
import type { Json, JsonObject } from "../values/json.ts";
import { exportedBy } from "../kinds/resource-kind.ts";
import { defaultLimits } from "../config/limits.ts";
import type { ExportName } from "../plan/own-options.ts";
import type { Context } from "./context.ts";
import { didYouMean } from "../values/did-you-mean.ts";
import { correctedLine } from "../help/corrected-line.ts";
import { isSystemParameter, nearAllowedName, parameterNameFault } from "./parameter-name.ts";
import { shownValue } from "../values/shown-value.ts";
import { extraNames } from "./property-names.ts";

const removals = ["delete", "retain"] as const;

/** Takes Bridgehead's own properties out of a definition; what is left is for AWS. */
export function takeOptions(
  tree: JsonObject,
  context: Context,
): { readonly options: DefinitionOptions; readonly rest: JsonObject } {
  const own = extraNames(context.kind, "");
  return {
    options: {
      adopt: adoption(tree["adopt"], context),
      removal: removal(tree["removal"], context),
      protect: flag("protect", tree["protect"], context),
      exportArn: exported("exportArn", tree["exportArn"], context),
      exportSecretArn: exported("exportSecretArn", tree["exportSecretArn"], context),
    },
    rest: Object.fromEntries(Object.entries(tree).filter(([name]) => !own.includes(name))),
  };
}

function flag(name: string, value: Json | undefined, context: Context): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  const message = `\`${name}\` is true or false${notThis(value)}.`;
  context.problems.add("invalid-option", `/${name}`, message, switchHint(name, value, context));
  return false;
}

function switchHint(name: string, value: Json, { places }: Context): string {
  const meant = typeof value === "string" && /^\s*(?:false|no|off)\s*$/i.test(value) ? "false" : "true";
  const line = places.json ? `"${name}": ${meant}` : `${name}: ${meant},`;
  return `Write \`${line}\` without quotes, or leave it out.`;
}

const FORCED = "write";

function adoption(value: Json | undefined, context: Context): DefinitionOptions["adopt"] {
  if (value === undefined) return false;
  if (typeof value === "boolean" || value === FORCED) return value;
  const message = `\`adopt\` is true, false or "${FORCED}"${notThis(value)}.`;
  const near = typeof value === "string" ? didYouMean(value, [FORCED]) : undefined;
  const hint =
    near === undefined
      ? switchHint("adopt", value, context)
      : `Write \`${correctedLine("/adopt", near, context)}\`, or leave it out.`;
  context.problems.add("invalid-option", "/adopt", message, hint);
  return false;
}

function removal(value: Json | undefined, context: Context): "delete" | "retain" {
  if (value === undefined) return "delete";
  const known = removals.find((candidate) => candidate === value);
  if (known !== undefined) return known;
  const near = typeof value === "string" ? didYouMean(value, removals) : undefined;
  const line = correctedLine("/removal", near ?? "retain", context);
  const message = `\`removal\` is "delete" or "retain"${notThis(value)}.`;
  const hint = near === undefined ? `Write it as in \`${line}\`` : `Write \`${line}\``;
  context.problems.add("invalid-option", "/removal", message, hint);
  return "delete";
}

/** A line that hands an ARN on, for hints. */
export function exportLine(name: ExportName, context: Context): string {
  return correctedLine(`/${name}`, exampleFor(name, context), context);
}

function exampleFor(name: ExportName, { parameterFolder }: Context): string {
  return `${defaultLimits.exportPrefix}${parameterFolder}${name === "exportArn" ? "" : "-secret"}`;
}

/**
 * A parameter that receives an ARN. Whether it may be written is for the plan to find, which holds that one change; here
 * it is whether there can be such a parameter at all.
 */
function exported(name: ExportName, value: Json | undefined, context: Context): string | null {
  if (value === undefined) return null;
  const { kind, problems, settings } = context;
  const path = `/${name}`;
  const { systemPrefix, region } = settings;
  const propose = (parameter: string): string => `Write \`${correctedLine(path, parameter, context)}\``;
  const example = exampleFor(name, context);
  if (exportedBy(kind, name) === null) {
    const what = name === "exportArn" ? "ARN" : "secret of its own";
    problems.add("export-arn", path, `A ${kind.noun} has no ${what} that could be handed on.`, "Remove it.");
    return null;
  }
  if (typeof value !== "string") {
    const message = `\`${name}\` is the name of an SSM parameter${notThis(value)}.`;
    problems.add("invalid-option", path, message, propose(example));
    return null;
  }
  if (isSystemParameter(value, systemPrefix)) {
    problems.add("export-arn", path, `\`${name}\` names a parameter of the pipeline itself.`, propose(example));
    return null;
  }
  const near = nearAllowedName(value, [defaultLimits.exportPrefix], region) ?? example;
  const fault = parameterNameFault(value, region);
  if (fault !== null) {
    const message = `\`${name}\` is the name of an SSM parameter: ${fault}.`;
    problems.add("invalid-option", path, message, propose(near));
    return null;
  }
  // Below no prefix at all, so that it may as well be a credential: the plan, which shows the others, never sees it.
  if (!/^\/[^/]+\//.test(value)) {
    problems.add("export-arn", path, `\`${name}\` names a parameter that is below no prefix.`, propose(near));
    return null;
  }
  return value;
}

/** What stands there instead, where that can be no credential. */
function notThis(value: Json): string {
  if (typeof value === "number" || value === null) return `, not ${value}`;
  const shown = typeof value === "string" ? shownValue(value) : null;
  return shown === null ? "" : `, not ${shown}`;
}
