import type { DefinitionOptions } from "./definition.ts";
import type { JsonObject } from "../values/json.ts";

/* Bridgehead's own properties of a definition, as far as they are planned, reviewed and recorded. */

/** Those that hand an ARN on, through a parameter. */
export const exportNames = ["exportArn", "exportSecretArn"] as const satisfies readonly (keyof DefinitionOptions)[];
export type ExportName = (typeof exportNames)[number];
export type Exports = Pick<DefinitionOptions, ExportName>;

/** What becomes of a resource whose definition goes away. */
export const removals = ["delete", "retain"] as const satisfies readonly DefinitionOptions["removal"][];
/** The value of `adopt` beside true and false. */
export const FORCED = "write" satisfies DefinitionOptions["adopt"];

/** What holds where a definition says nothing. */
export const defaultOptions: DefinitionOptions = {
  adopt: false,
  removal: "delete",
  protect: false,
  exportArn: null,
  exportSecretArn: null,
};

export const noExports: Exports = { exportArn: null, exportSecretArn: null };

/** `adopt` is none of them: what it decides is the action, and of what is managed it says nothing. */
export const plannedOptions = [...exportNames, "protect", "removal"] as const;

/** Whether a property is Bridgehead's own. CloudFormation's begin with a capital letter. */
export function isOwnPath(path: string): boolean {
  return plannedOptions.some((name) => path === `/${name}`);
}

/** What a digest has of them: nothing for those that say what holds anyway. */
export function digestedOptions(options: DefinitionOptions): JsonObject {
  const said = plannedOptions.filter((name) => options[name] !== defaultOptions[name]);
  return Object.fromEntries(said.map((name) => [name, options[name]]));
}

/** Whether two definitions ask for the same, whatever they say about taking over. */
export function isSameAsked(one: DefinitionOptions, other: DefinitionOptions): boolean {
  return plannedOptions.every((name) => one[name] === other[name]);
}

/** The parameters that are named to receive an ARN, by the property that names them. */
export function exportsIn(options: Exports): readonly { readonly name: ExportName; readonly parameter: string }[] {
  return exportNames.flatMap((name) => {
    const parameter = options[name];
    return parameter === null ? [] : [{ name, parameter }];
  });
}

/** The exports of `after` that are not in effect. `before`: those that are; null: none is, as of a new resource. */
export function dueExports(after: Exports, before: Exports | null): ReturnType<typeof exportsIn> {
  return exportsIn(after).filter(({ name, parameter }) => before?.[name] !== parameter);
}
