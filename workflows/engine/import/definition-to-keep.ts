import { defaultOptions, plannedOptions } from "../definition/own-options.ts";
import type { DefinitionOptions } from "../definition/definition.ts";
import type { Key } from "../values/key.ts";
import { isObject, type Json, type JsonObject, pointerSegments, textsIn } from "../values/json.ts";
import type { ResourceKinds } from "../kinds/registry.ts";
import type { ParameterVersion, PropertyChange } from "../plan/plan.ts";
import { formatTemplate, parseTemplate, type Reference, type TemplatePart } from "../values/reference.ts";
import type { Model } from "../values/model.ts";
import { definitionProps } from "./draft-props.ts";
import { jsonSource } from "./json-source.ts";
import { typescriptSource } from "./typescript-source.ts";

/** What was applied, and what AWS has instead. */
export interface Kept {
  readonly key: Key;
  readonly id: string;
  /** The definition's file: its extension says how it is written. */
  readonly file: string;
  readonly desired: Model;
  readonly options: DefinitionOptions;
  /** What differs, and can be read. */
  readonly edited: readonly PropertyChange[];
  /** The parameters whose version is to stay, as it was applied. */
  readonly pinned: readonly Pick<ParameterVersion, "path" | "version">[];
}

/** What stands for a text that only the file itself has. */
const STAYS = "… as it stands in the file …";

/**
 * The text of a definition that says what AWS has; null: no definition can say it. What cannot be read is as it was
 * applied: a reference, or `STAYS` for what is no reference.
 */
export function definitionToKeep(kept: Kept, kinds: ResourceKinds): string | null {
  const { key, id, desired, edited, pinned } = kept;
  const isForeign = edited.some(({ before }) => textsIn(before).some(({ text }) => text.includes("{{")));
  if (isForeign) return null;
  const model = withText(withEdits(desired, edited), (text) => textToKeep(text, pinned));
  if (!isObject(model)) return null;
  const props = { ...definitionProps(model, id, kinds.of(key)), ...optionsSaid(kept.options) };
  const drafts = [{ type: key.type, id, props }];
  return kept.file.endsWith(".json") ? jsonSource(drafts, kinds) : typescriptSource(drafts, kinds);
}

function optionsSaid(options: DefinitionOptions): JsonObject {
  const said = plannedOptions.filter((name) => options[name] !== defaultOptions[name]);
  return Object.fromEntries(said.map((name) => [name, options[name]]));
}

function textToKeep(text: string, pinned: Kept["pinned"]): string {
  const parts = parseTemplate(text);
  if (parts.some(({ kind }) => kind === "literal" || kind === "malformed")) return STAYS;
  const versionOf = ({ path, version }: Reference) => pinned.find((each) => each.path === path)?.version ?? version;
  return formatTemplate(
    parts.map((part): TemplatePart =>
      part.kind === "reference"
        ? { ...part, reference: { ...part.reference, version: versionOf(part.reference) } }
        : part,
    ),
  );
}

function withText(value: Json, of: (text: string) => string): Json {
  if (typeof value === "string") return of(value);
  if (Array.isArray(value)) return value.map((item: Json) => withText(item, of));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withText(member, of)]));
}

/** Items of lists go from the end, so that the places of the others stay what they are. */
function withEdits(model: Model, edited: readonly PropertyChange[]): Json {
  const [gone, set] = [edited.filter(({ before }) => before === null), edited.filter(({ before }) => before !== null)];
  return [...set, ...gone.toReversed()].reduce<Json>(
    (value, { path, before }) => withValue(value, pointerSegments(path), before),
    model,
  );
}

function withValue(value: Json | undefined, [segment, ...rest]: readonly string[], set: Json): Json {
  if (segment === undefined) return set;
  const isRemoved = rest.length === 0 && set === null;
  if (Array.isArray(value) || (value === undefined && segment === "0")) {
    const items = [...((value as readonly Json[] | undefined) ?? [])];
    if (isRemoved) items.splice(Number(segment), 1);
    else items[Number(segment)] = withValue(items[Number(segment)], rest, set);
    return items;
  }
  const { [segment]: member, ...others } = isObject(value) ? value : {};
  return isRemoved ? others : { ...(isObject(value) ? value : {}), [segment]: withValue(member, rest, set) };
}
