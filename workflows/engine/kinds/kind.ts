import type { AnyFacts } from "./check.ts";
import type { Checks, Names, ShortForms } from "./meaning.ts";
import type { Model } from "../values/model.ts";
import { defineResourceKind, type ResourceFacts, type ResourceKind } from "./resource-kind.ts";
import type { ObjectNode } from "./schema.ts";
import type { Hints, Texts } from "./texts.ts";

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
  readonly names: Names;
  /** What is said of the problems that this kind reports. */
  readonly texts: Texts;
  readonly hints: Hints;
  /** Why no definition can be made of what Cloud Control reads; undefined: one can. */
  refuseImport(live: Model): ImportRefusal | undefined;
}

/** A kind, as far as it differs from what its type and its schema say by themselves. `Facts`: of what it reports. */
export type KindFacts<Facts = object> = ResourceFacts & {
  readonly shortForms?: Partial<ShortForms<Facts>>;
  readonly checks?: Partial<Checks<Facts>>;
  readonly names?: Partial<Names<Facts>>;
  readonly texts?: Texts<Facts>;
  readonly hints?: Partial<Hints>;
  readonly refuseImport?: Kind["refuseImport"];
};

/** What a kind reports needs a text. */
type Told<Facts> = keyof Facts extends never ? unknown : { readonly texts: Texts<Facts> };

/** A kind with every member filled in: an ordinary type is a schema and an identity. */
export function defineKind<Facts = object>(kind: KindFacts<Facts> & Told<Facts>): Kind {
  // What is reported by a name has the facts of that name: the compiler saw to it where the kind is written.
  const { shortForms, checks, names, texts, hints, refuseImport, ...facts } = kind as unknown as KindFacts<AnyFacts>;
  const { identity, schema } = facts;
  return {
    ...defineResourceKind(facts),
    shortForms: { properties: {}, expand: (tree) => tree, ...shortForms },
    checks: { before: [], after: [], missing: () => false, ...checks },
    names: {
      marks: requiredBeside(identity.name, schema),
      foreign: () => undefined,
      meant: (name) => name,
      ...names,
    },
    texts: { ...texts },
    hints: { wrongType: () => undefined, ...hints },
    refuseImport: refuseImport ?? (() => undefined),
  };
}

function requiredBeside(name: string, { required = [], apiRequired = [] }: ObjectNode): readonly string[] {
  return [...required, ...apiRequired].filter((each) => each !== name);
}
