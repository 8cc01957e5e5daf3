import type { Diagnostic, Location } from "./diagnostic.ts";
import type { Key } from "../values/key.ts";
import type { Model } from "../values/model.ts";
import type { Literals } from "../values/literals.ts";
import type { Reference } from "../values/reference.ts";

/** Bridgehead's own properties of a definition. */
export interface DefinitionOptions {
  /** Whether what exists is taken over. true: it is written only where something that can be read differs. */
  readonly adopt: boolean | "write";
  readonly removal: "delete" | "retain";
  readonly protect: boolean;
  /** SSM parameter that receives the ARN; null when none. */
  readonly exportArn: string | null;
  /** The same for the ARN of the secret that the service keeps for the resource. */
  readonly exportSecretArn: string | null;
}

/** A reference and where it stands. */
export interface ReferenceUse extends Location {
  /** JSON Pointer in CloudFormation's spelling. */
  readonly path: string;
  readonly reference: Reference;
}

/** One declared resource: validated, in CloudFormation's spelling, safe to print. */
export interface Definition extends Location {
  readonly key: Key;
  readonly id: string;
  /** What people call the resource. */
  readonly name: string;
  readonly model: Model;
  readonly options: DefinitionOptions;
  readonly references: readonly ReferenceUse[];
}

/** All definitions of a folder, with what is wrong with them. With an error among the diagnostics there is no plan. */
export interface DefinitionSet {
  readonly definitions: readonly Definition[];
  readonly diagnostics: readonly Diagnostic[];
  /** The credentials that stood in the files as text; only the apply path asks for them. */
  readonly literals: Literals;
  /** As in an `Evaluation`; absent: no file imports another. */
  readonly imports?: Readonly<Record<string, readonly string[]>>;
}
