import type { DefinitionOptions } from "../definition/definition.ts";
import type { Json, JsonObject } from "../values/json.ts";
import { exportedBy } from "../kinds/resource-kind.ts";
import { defaultOptions, type ExportName, FORCED, removals } from "../definition/own-options.ts";
import type { Context } from "./context.ts";
import { isSystemParameter, parameterNameFault } from "../values/parameter-name.ts";
import { extraNames } from "./property-names.ts";

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
      protect: protection(tree["protect"], context),
      exportArn: exported("exportArn", tree["exportArn"], context),
      exportSecretArn: exported("exportSecretArn", tree["exportSecretArn"], context),
    },
    rest: Object.fromEntries(Object.entries(tree).filter(([name]) => !own.includes(name))),
  };
}

function protection(value: Json | undefined, { problems }: Context): boolean {
  if (value === undefined) return defaultOptions.protect;
  if (typeof value === "boolean") return value;
  problems.add("invalid-option/switch", "/protect", { value });
  return defaultOptions.protect;
}

function adoption(value: Json | undefined, { problems }: Context): DefinitionOptions["adopt"] {
  if (value === undefined) return defaultOptions.adopt;
  if (typeof value === "boolean" || value === FORCED) return value;
  problems.add("invalid-option/adopt", "/adopt", { value });
  return defaultOptions.adopt;
}

function removal(value: Json | undefined, { problems }: Context): DefinitionOptions["removal"] {
  if (value === undefined) return defaultOptions.removal;
  const known = removals.find((candidate) => candidate === value);
  if (known === undefined) problems.add("invalid-option/removal", "/removal", { value });
  return known ?? defaultOptions.removal;
}

/**
 * A parameter that receives an ARN. Whether it may be written is for the plan to find, which holds that one change; here
 * it is whether there can be such a parameter at all.
 */
function exported(name: ExportName, value: Json | undefined, { kind, problems, settings }: Context): string | null {
  if (value === undefined) return null;
  const path = `/${name}`;
  const { systemPrefix, region } = settings;
  if (exportedBy(kind, name) === null) problems.add("export-arn/none", path, {});
  else if (typeof value !== "string") problems.add("invalid-option/parameter", path, { value });
  else if (isSystemParameter(value, systemPrefix)) problems.add("export-arn/system", path, {});
  else {
    const fault = parameterNameFault(value, region);
    if (fault !== null) problems.add("invalid-option/parameter-name", path, { value, fault });
    // Below no prefix at all, so that it may as well be a credential: the plan, which shows the others, never sees it.
    else if (!/^\/[^/]+\//.test(value)) problems.add("export-arn/prefix", path, { value });
    else return value;
  }
  return null;
}
