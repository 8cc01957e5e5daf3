import { compareText } from "../values/compare-text.ts";
import type { Definition, DefinitionOptions } from "../definition/definition.ts";
import type { Diagnostic } from "../definition/diagnostic.ts";
import { type DiffInput, diffResource } from "./diff.ts";
import type { Model } from "../values/model.ts";
import { anyOf } from "../kinds/noun.ts";
import type { Obstacle, ResourceKind } from "../kinds/resource-kind.ts";
import { anyNode, isSecret, type ObjectNode } from "../kinds/schema.ts";
import type { PropertyChange } from "./plan.ts";

/* What is taken over, and what becomes of what nobody can read of it. */

/** What an adoption does to the resource. */
export interface Adoption {
  /** false: AWS is asked for nothing. */
  readonly writes: boolean;
  /** Whether the resource keeps what nobody can read of it, such as a credential. */
  readonly unwritten: boolean;
  /** What changes in AWS. */
  readonly properties: readonly PropertyChange[];
}

/** What of a record tells whether Bridgehead wrote all of its resource. */
export interface Written {
  /** Present: it was taken over as it was, and what nobody can read of it, such as a credential, was never written. */
  readonly unwritten?: true;
}

/**
 * AWS takes no update without the credential, so that an adoption writes everything or nothing. Nothing is written where
 * all that can be read is as it is asked for, unless the definition says `adopt: "write"`. A plain parameter reference
 * counts as another value: a plan does not know what it stands for.
 */
export function adoptionOf(
  differences: readonly PropertyChange[],
  adopt: DefinitionOptions["adopt"],
  { schema, seen }: Pick<DiffInput, "schema" | "seen">,
): Adoption {
  const writes = differences.some(({ readable }) => readable || adopt === "write");
  return { writes, unwritten: !writes && mayHide(schema, seen), properties: writes ? differences : [] };
}

/** Somebody else made what is there, and the definition does not say that it is to be taken over. */
export function nameTaken({ key, name, file, line, column }: Definition, kind: ResourceKind): Diagnostic {
  return {
    about: key,
    code: "name-taken",
    severity: "error",
    message: `${anyOf(kind)} named "${name}" exists already, and Bridgehead does not manage it`,
    hint: `choose another name, or set \`adopt: true\` to take the ${kind.noun} over`,
    file,
    line,
    column,
  };
}

/** No update leads from what is there to what is asked for. */
export function cannotAdopt(definition: Definition, kind: ResourceKind, { adoption, hint }: Obstacle): Diagnostic {
  const message = `the ${kind.noun} named "${definition.name}" ${adoption}`;
  return { ...nameTaken(definition, kind), message, hint };
}

/** Whether a definition asks for what nobody can read to be written at last. */
export function asksToWrite({ unwritten }: Written, { adopt }: Pick<DefinitionOptions, "adopt">): boolean {
  return unwritten === true && adopt === "write";
}

/**
 * Every path that differs, of a resource of which Bridgehead has not written what nobody can read: the record says of
 * that only what was asked for.
 */
export function diffUnwritten(input: DiffInput): readonly PropertyChange[] {
  const read = diffResource(input).filter(({ readable }) => readable);
  const unread = diffResource({ ...input, recorded: null }).filter(({ readable }) => !readable);
  return [...read, ...unread].toSorted((a, b) => compareText(a.path, b.path));
}

/** Whether a resource may have what nobody can read. `seen`: what another API shows; null: nobody was asked. */
export function mayHide(schema: ObjectNode, seen: Model | null): boolean {
  return anyNode(schema, seen === null ? ({ access }) => access === "write-only" : isSecret);
}
