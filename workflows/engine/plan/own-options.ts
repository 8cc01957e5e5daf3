import type { DefinitionOptions } from "../definition/definition.ts";
import type { JsonObject } from "../values/json.ts";
import type { PropertyChange } from "./plan.ts";

/* Bridgehead's own properties of a definition, as far as they are planned, reviewed and recorded. */

/** Those that hand an ARN on, through a parameter. */
export const exportNames = ["exportArn", "exportSecretArn"] as const satisfies readonly (keyof DefinitionOptions)[];
export type ExportName = (typeof exportNames)[number];
export type Exports = Pick<DefinitionOptions, ExportName>;

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
const planned = [...exportNames, "protect", "removal"] as const;

/** The own properties that are not as `before` says; null: there is no such resource, so those that say something. */
export function changedOptions(before: DefinitionOptions | null, after: DefinitionOptions): readonly PropertyChange[] {
  return planned
    .filter((name) => (before ?? defaultOptions)[name] !== after[name])
    .map((name) => ({
      path: `/${name}`,
      before: before === null ? null : before[name],
      after: after[name],
      sensitive: false,
      // The record has them whole: nothing about them is guessed.
      readable: true,
      recorded: null,
    }));
}

/** Whether a property is Bridgehead's own. CloudFormation's begin with a capital letter. */
export function isOwnPath(path: string): boolean {
  return planned.some((name) => path === `/${name}`);
}

/** What a digest has of them: nothing for those that say what holds anyway. */
export function digestedOptions(options: DefinitionOptions): JsonObject {
  const said = planned.filter((name) => options[name] !== defaultOptions[name]);
  return Object.fromEntries(said.map((name) => [name, options[name]]));
}

/** Whether two definitions ask for the same, whatever they say about taking over. */
export function isSameAsked(one: DefinitionOptions, other: DefinitionOptions): boolean {
  return planned.every((name) => one[name] === other[name]);
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
