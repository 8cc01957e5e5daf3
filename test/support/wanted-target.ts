import type { LocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { isObject, type Json } from "../../workflows/engine/values/json.ts";
import { type Declared, type Edit, type Parameter, parameters, type Slot, slots } from "./histories.ts";
import { referenceTo, type World } from "./history-worlds.ts";

const first: Declared = {
  isRenamed: false,
  parameter: "k1",
  version: 1,
  type: "OAUTH_CLIENT_CREDENTIALS",
  invocation: [],
  hasTokenBody: false,
  isPrivate: false,
};

/** How the value of every parameter begins. */
export const VALUE = "value-of-";

export const nameOf = (slot: Slot, isRenamed: boolean): string => (isRenamed ? `${slot}2` : slot);
/** All that anything in a history may be called. */
export const names = slots.flatMap((slot) => [nameOf(slot, false), nameOf(slot, true)]);

/** What the definitions and the parameters say at a time of a history. */
export interface WantedTarget {
  edit(edits: readonly Edit[]): void;
  definitions(): readonly Definition[];
  /** What AWS should keep, by name, credentials included. */
  resources(): ReadonlyMap<string, Json>;
}

export function wantNothing(aws: Pick<LocalAws, "putParameter">, world: World): WantedTarget {
  const declared = new Map<Slot, Declared>();
  const versions = new Map<Parameter, number>();
  const valueOf = (parameter: Parameter): string => `${VALUE}${parameter}-${versions.get(parameter)}`;
  const rotate = (parameter: Parameter): void => {
    versions.set(parameter, (versions.get(parameter) ?? 0) + 1);
    aws.putParameter({ name: `/bridgehead/${parameter}`, value: valueOf(parameter) });
  };
  const definitions = (): readonly Definition[] =>
    [...declared].map(([slot, one]) => world.definition(slot, nameOf(slot, one.isRenamed), one));
  const resolved = ({ model }: Definition): Json => {
    const text = parameters.reduce(
      (text, parameter) => text.replaceAll(referenceTo(parameter), valueOf(parameter)),
      JSON.stringify(model),
    );
    return JSON.parse(text) as Json;
  };
  for (const parameter of parameters) rotate(parameter);
  return {
    edit(edits) {
      for (const edit of edits) {
        if ("rotated" in edit) rotate(edit.rotated);
        else if (edit.to === "deleted") declared.delete(edit.slot);
        else declared.set(edit.slot, { ...(declared.get(edit.slot) ?? first), ...edit.to });
      }
    },
    definitions,
    resources: () => new Map(definitions().map((definition) => [definition.name, resolved(definition)])),
  };
}

/** What a resource is, as text: without what is empty, which AWS takes for nothing, and in one order. */
export function essenceOf(resource: Json | undefined): string {
  return JSON.stringify(essence(resource ?? null));
}

function essence(json: Json): Json {
  if (Array.isArray(json)) return json.length === 0 ? null : json.map(essence);
  if (!isObject(json)) return json === "" ? null : json;
  const members = Object.entries(json).map(([name, value]) => [name, essence(value)] as const);
  const said = members.filter(([, value]) => value !== null).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return said.length === 0 ? null : Object.fromEntries(said);
}
