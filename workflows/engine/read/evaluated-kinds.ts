import * as v from "valibot";
import { squash } from "../values/did-you-mean.ts";
import type { Kind } from "../kinds/kind.ts";
import { extrasAt } from "../kinds/own-properties.ts";
import type { Kinds } from "../kinds/registry.ts";
import { spellingsOf, usualSpellings } from "../kinds/spellings.ts";

const word = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9]{0,99}$/));
const words = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9 ]{0,99}$/));
const names = v.pipe(v.array(word), v.readonly());

const evaluatedKind = v.object({
  type: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,99}(?:::[A-Za-z0-9]{1,99}){1,9}$/)),
  call: v.object({ service: word, resource: word }),
  noun: words,
  plural: words,
  /** Spellings of the property that people name a resource by, the usual one first. */
  name: v.pipe(names, v.minLength(1)),
  /** Spellings of the properties that AWS makes up. */
  made: names,
  /** Spellings of the properties that a definition gives. */
  given: names,
  /** Names, without what styles differ in, by any of which an object is known for a definition of the kind. */
  marks: names,
});

/** What the evaluation knows of a kind: data, since it happens in another process. */
export type EvaluatedKind = v.InferOutput<typeof evaluatedKind>;

/** In the order of the registry: a JSON definition that names no type is of the first. */
export type EvaluatedKinds = readonly EvaluatedKind[];

/** The gate for the kinds that another process sends with its files. */
export const evaluatedKindsSchema = v.pipe(v.array(evaluatedKind), v.minLength(1));

export function evaluatedKinds({ all }: Pick<Kinds, "all">): EvaluatedKinds {
  return all.map(evaluatedOf);
}

function evaluatedOf(kind: Kind): EvaluatedKind {
  const { type, call, noun, plural, schema, identity, names } = kind;
  const spelled = (isMade: boolean): readonly string[] =>
    Object.entries(schema.properties).flatMap(([name, { access }]) =>
      (access === "read-only") === isMade ? spellingsOf(name) : [],
    );
  return {
    type,
    call: { service: call.service, resource: call.resource },
    noun,
    plural,
    name: usualSpellings(identity.name),
    made: spelled(true),
    given: [...spelled(false), ...Object.keys(extrasAt(kind, ""))],
    marks: names.marks.map(squash),
  };
}

/** The kind that the evaluation names. Throws for one that it was not told of. */
export function kindOf(type: string | null, kinds: EvaluatedKinds): EvaluatedKind {
  const kind = kinds.find((candidate) => candidate.type === type);
  if (kind === undefined) throw new Error("the sandbox reports a kind that it was not given");
  return kind;
}

/** The name of a list of definitions in a JSON file, such as `eventBuses`. */
export function collectionOf({ plural }: EvaluatedKind): string {
  return plural.replaceAll(/ (.)/g, (_, letter: string) => letter.toUpperCase());
}
