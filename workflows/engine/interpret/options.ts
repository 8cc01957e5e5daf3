import type { DefinitionOptions } from "../definition.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Context } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";
import { isBelow, parameterNameFault } from "./parameter-name.ts";
import { extraNames } from "./spelling.ts";

const removals = ["delete", "retain"] as const;

/** Takes Bridgehead's own properties out of a definition; what is left is for AWS. */
export function takeOptions(
  tree: JsonObject,
  context: Context,
): { readonly options: DefinitionOptions; readonly rest: JsonObject } {
  const own = extraNames("");
  return {
    options: {
      adopt: flag("adopt", tree["adopt"], context),
      removal: removal(tree["removal"], context),
      protect: flag("protect", tree["protect"], context),
      exportArn: exportArn(tree["exportArn"], context),
    },
    rest: Object.fromEntries(Object.entries(tree).filter(([name]) => !own.includes(name))),
  };
}

function flag(name: string, value: Json | undefined, context: Context): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  context.problems.add("invalid-option", `/${name}`, `\`${name}\` is true or false.`, "Write true or false, unquoted.");
  return false;
}

function removal(value: Json | undefined, context: Context): "delete" | "retain" {
  if (value === undefined) return "delete";
  const known = removals.find((candidate) => candidate === value);
  if (known !== undefined) return known;
  const near = typeof value === "string" ? didYouMean(value, removals) : undefined;
  const hint = near === undefined ? 'Write "delete" or "retain".' : `Did you mean "${near}"?`;
  context.problems.add("invalid-option", "/removal", '`removal` is "delete" or "retain".', hint);
  return "delete";
}

function exportArn(value: Json | undefined, context: Context): string | null {
  if (value === undefined) return null;
  const path = "/exportArn";
  const { secretPrefixes, systemPrefix } = context.settings;
  if (typeof value !== "string") {
    const hint = 'Write a name such as "/bridgehead/arns/orders".';
    context.problems.add("invalid-option", path, "`exportArn` is the name of an SSM parameter.", hint);
    return null;
  }
  const fault = parameterNameFault(value, context.settings.region);
  if (fault !== null) {
    context.problems.add("invalid-option", path, `\`exportArn\` is the name of an SSM parameter: ${fault}.`, null);
    return null;
  }
  if (isBelow(value, systemPrefix) || !secretPrefixes.some((prefix) => isBelow(value, prefix))) {
    const hint = `Name a parameter below ${secretPrefixes.join(" or ") || "a prefix that is allowed (there is none)"}.`;
    context.problems.add("export-arn", path, "`exportArn` names a parameter outside the allowed prefixes.", hint);
    return null;
  }
  return value;
}
