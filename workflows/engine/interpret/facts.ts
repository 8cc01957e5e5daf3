import type { Location } from "../definition/diagnostic.ts";
import type { NoFacts, SharedFacts } from "../kinds/check.ts";
import type { ExportName } from "../definition/own-options.ts";
import type { Json } from "../values/json.ts";
import type { Reference } from "../values/reference.ts";
import type { NearReference } from "./near-reference.ts";
import type { NameFault } from "../values/parameter-name.ts";
import type { StringLeaf } from "./strings.ts";

/*
 * The problems of the engine by their names, and what is known of each beside its path. EngineFacts are no texts for people:
 * those are made of them in `help/texts`. A value, a leaf or a reference may hold a credential.
 */

export interface NameFacts {
  readonly "invalid-id": NoFacts;
  readonly "name-outside-stack": StackCap;
  readonly "too-many-problems": { readonly left: number };
}

export interface UnknownPropertyFacts {
  /** One of so many that nobody looks for what was meant. */
  readonly "unknown-property": NoFacts;
  readonly "unknown-property/id": NoFacts;
  /** What stands in it belongs one level up. */
  readonly "unknown-property/wrapper": NoFacts;
  readonly "unknown-property/meant": Meant;
  /** What was meant is written already. */
  readonly "unknown-property/taken": Meant;
  readonly "unknown-property/elsewhere": { readonly owners: readonly string[] };
  /** Nothing is near. */
  readonly "unknown-property/far": { readonly settable: readonly string[] };
}

interface StackCap {
  readonly name: string;
  readonly parameter: string;
  readonly pattern: string;
}

/** Properties in the author's spelling. */
interface Meant {
  readonly written: string;
}

export interface StructureFacts {
  /** Two spellings of one property. */
  readonly "duplicate-property": { readonly one: string; readonly other: string };
  readonly "duplicate-property/entry": { readonly list: string; readonly index: number; readonly first: number };
  readonly "duplicate-property/alternatives": { readonly chosen: readonly string[] };
  readonly "missing-property": NoFacts;
  readonly "missing-property/alternative": NoFacts;
  /** `instead`: the option that hands on what it holds. */
  readonly "read-only-property": { readonly instead: ExportName | undefined };
}

export interface ValueFacts {
  readonly "invalid-value": { readonly value: string };
  readonly "invalid-name/length": Length;
  readonly "invalid-format/length": Length;
  readonly "api-limit/length": Length;
  readonly "invalid-name/form": { readonly value: string };
  readonly "invalid-format/form": { readonly value: string };
  readonly "api-limit/form": { readonly value: string };
  readonly "invalid-format/number": { readonly value: number };
  readonly "invalid-format/members": { readonly count: number };
  readonly "api-limit/entries": { readonly count: number; readonly most: number };
}

/** `limit`: whose it is. */
export interface Length {
  readonly length: number;
  readonly most: number;
  readonly limit: "registry" | "service";
}

/** Of Bridgehead's own properties. */
export interface OptionFacts {
  readonly "invalid-option/switch": { readonly value: Json };
  readonly "invalid-option/adopt": { readonly value: Json };
  readonly "invalid-option/removal": { readonly value: Json };
  readonly "invalid-option/parameter": { readonly value: Json };
  readonly "invalid-option/parameter-name": { readonly value: string; readonly fault: NameFault };
  readonly "export-arn/none": NoFacts;
  readonly "export-arn/system": NoFacts;
  readonly "export-arn/prefix": { readonly value: string };
}

export interface ReferenceFacts {
  readonly "reference-not-allowed/identifier": NoFacts;
  /** In a name, or where there is a choice. */
  readonly "reference-not-allowed/text": NoFacts;
  readonly "reference-not-allowed/deciding": NoFacts;
  readonly "reference-not-allowed/json": { readonly property: string };
  readonly "malformed-reference": NearReference & { readonly leaf: StringLeaf };
  readonly "literal-marker": { readonly leaf: StringLeaf };
  readonly "unsupported-reference": { readonly leaf: StringLeaf };
  readonly "readable-secret": { readonly leaf: StringLeaf };
  readonly "plain-parameter-credential": Referring;
  readonly "system-parameter": NoFacts;
  readonly "parameter-name": Referring & NearName & { readonly fault: NameFault };
  readonly "parameter-prefix": Referring & NearName;
  /** `prefix`: the one that the stack allows. */
  readonly "parameter-prefix/stack": { readonly reference: Reference; readonly prefix: string };
}

export interface Referring {
  readonly leaf: StringLeaf;
  readonly reference: Reference;
}

/** The allowed name that was probably meant. */
interface NearName {
  readonly near: string | null;
}

export interface CredentialFacts {
  readonly "literal-credential": { readonly leaf: StringLeaf };
  readonly "known-secret": { readonly leaf: StringLeaf; readonly found: FoundSecret };
  readonly "exposed-secret": { readonly property: string; readonly found: FoundSecret };
  readonly "exposed-secret/id": { readonly found: FoundSecret };
}

/** A part of a text that looks like a credential. */
export interface FoundSecret {
  /** What it looks like. */
  readonly shape: string;
  /** What the configuration lists it by. The text stands in the file, so that its digest discloses nothing. */
  readonly digest: string;
}

/** What the engine finds in one definition. */
export interface EngineFacts
  extends
    SharedFacts,
    NameFacts,
    UnknownPropertyFacts,
    StructureFacts,
    ValueFacts,
    OptionFacts,
    ReferenceFacts,
    CredentialFacts {}

/** What two definitions claim, and where the one stands that keeps it. */
export interface ClashFacts {
  readonly "duplicate-id": Clash;
  readonly "duplicate-name": Clash & { readonly noun: string };
  readonly "name-case": Clash & { readonly other: string };
  /** A definition reads the parameter that an ARN would be written to. */
  readonly "export-arn/read": { readonly claim: string };
}

export interface Clash {
  readonly claim: string;
  readonly first: Location;
}
