import type { Checks, Help, ShortForms } from "./meaning.ts";
import type { Model } from "../values/model.ts";
import { defineResourceKind, type ResourceFacts, type ResourceKind } from "./resource-kind.ts";
import type { ObjectNode } from "./schema.ts";

/** Why a live resource cannot be imported. */
export interface ImportRefusal {
  /** Stable, such as `no-credentials`. */
  readonly reason: string;
  /** In words for people. */
  readonly message: string;
}

/** What makes a resource type one that can be declared: how its resources are managed, and what definitions mean. */
export interface Kind extends ResourceKind {
  readonly shortForms: ShortForms;
  readonly checks: Checks;
  readonly help: Help;
  /** Why no definition can be made of what Cloud Control reads; undefined: one can. */
  refuseImport(live: Model): ImportRefusal | undefined;
}

/** A kind, as far as it differs from what its type and its schema say by themselves. */
export type KindFacts = ResourceFacts & {
  readonly shortForms?: Partial<ShortForms>;
  readonly checks?: Partial<Checks>;
  readonly help?: Partial<Help>;
  readonly refuseImport?: Kind["refuseImport"];
};

/** A kind with every member filled in: an ordinary type is a schema and an identity. */
export function defineKind({ shortForms, checks, help, refuseImport, ...facts }: KindFacts): Kind {
  const { identity, schema } = facts;
  return {
    ...defineResourceKind(facts),
    shortForms: { properties: {}, expand: (tree) => tree, abbreviate: (model) => model, ...shortForms },
    checks: { before: [], after: [], ...checks },
    help: { ...unhelpful, marks: requiredBeside(identity.name, schema), ...help },
    refuseImport: refuseImport ?? (() => undefined),
  };
}

const unhelpful: Omit<Help, "marks"> = {
  foreignName: () => undefined,
  meant: (name) => name,
  missing: () => undefined,
  wrongType: () => undefined,
};

function requiredBeside(name: string, { required = [], apiRequired = [] }: ObjectNode): readonly string[] {
  return [...required, ...apiRequired].filter((each) => each !== name);
}
