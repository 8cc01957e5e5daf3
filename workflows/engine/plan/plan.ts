import type { DefinitionOptions } from "../definition/definition.ts";
import type { Model } from "../values/model.ts";
import type { Diagnostic } from "../definition/diagnostic.ts";
import type { Json } from "../values/json.ts";
import { isSameKey, type Key, keyText } from "../values/key.ts";

/** Where definitions go. One deployed stack has one target. */
export interface Target {
  readonly account: string;
  readonly region: string;
  readonly stage: string;
}

export const actions = ["create", "update", "configure", "replace", "delete", "adopt", "forget", "no-op"] as const;
export type Action = (typeof actions)[number];
export type Counts = Readonly<Record<Action, number>>;

/** One path in a change. */
export interface PropertyChange {
  /** JSON Pointer in CloudFormation's spelling; of Bridgehead's own properties their names, as `/protect`. */
  readonly path: string;
  /** The live value; null where nothing stands or nobody can read it. Of Bridgehead's own the recorded one. */
  readonly before: Json;
  /** The value asked for; a credential is its reference with its version, or a fingerprint; null: goes away. */
  readonly after: Json;
  /** Whether the property carries a credential. */
  readonly sensitive: boolean;
  /**
   * Whether it was compared with what AWS shows: Cloud Control, or another API that shows more. false: compared by the
   * record.
   */
  readonly readable: boolean;
  /** What the last apply sent, for what cannot be read: again a reference with its version; null when unknown. */
  readonly recorded: Json;
}

/**
 * The version of a parameter that a plan counts on. `modified` is in milliseconds since the epoch, and 0 where the
 * reference pins the version: a pinned version never rotates.
 */
export interface ParameterVersion {
  readonly path: string;
  readonly version: number;
  readonly modified: number;
}

/** What every change has, whatever it does. */
interface Planned {
  readonly key: Key;
  readonly id: string;
  /** What people call the resource. */
  readonly name: string;
  /** Why, in words for people; never drives behaviour. */
  readonly reason: string;
  /**
   * Over action, key, desired state, own properties and what AWS shows of the live state: equal digests mean the same
   * change.
   */
  readonly digest: string;
  readonly properties: readonly PropertyChange[];
  readonly parameters: readonly ParameterVersion[];
  /** The stage of the stack that manages the resource; absent: whoever plans does, or nobody. */
  readonly stack?: string;
}

/** A change that a definition asks for. */
interface Asked extends Planned {
  /** Where the definition stands, relative to the definitions folder. */
  readonly file: string;
  /** null: its line is not known. */
  readonly line: number | null;
  readonly desired: Model;
  readonly options: DefinitionOptions;
  /** What another API shows of the properties that Cloud Control does not read; null: nobody was asked. */
  readonly seen: Model | null;
  /**
   * When AWS says that the resource was last changed, in milliseconds since the epoch, where that was not by Bridgehead
   * and nothing that can be read differs: what cannot be read may have been changed. null: nothing says so.
   */
  readonly suspectedAt: number | null;
}

/** A change of something that no definition asks for any more. */
interface Unasked extends Planned {
  readonly file: null;
  readonly line: null;
  readonly desired: null;
  readonly options: null;
}

/* `live` is the readable live state, normalised; null: there is no such resource. */

export interface Create extends Asked {
  readonly action: "create";
  readonly live: null;
  readonly seen: null;
}

export interface Update extends Asked {
  readonly action: "update";
  readonly live: Model;
}

/** The resource exists, and nobody manages it yet. */
export interface Adopt extends Asked {
  readonly action: "adopt";
  readonly live: Model;
  /** Whether AWS gets everything, credentials included; false: it gets nothing, and the resource stays as it is. */
  readonly writes: boolean;
  /** Whether it then has what Bridgehead has neither seen nor written, such as a credential. */
  readonly unwritten: boolean;
}

/** Bridgehead's own properties change, and nothing else: AWS gets nothing but parameters that receive an ARN. */
export interface Configure extends Asked {
  readonly action: "configure";
  readonly live: Model;
}

export interface Replace extends Asked {
  readonly action: "replace";
  readonly live: Model | null;
  /** The resource that goes once this one is there, or, where both have one key, before it is made. */
  readonly replaces: { readonly key: Key; readonly name: string; readonly live: Model };
}

export interface NoOp extends Asked {
  readonly action: "no-op";
  readonly live: Model;
}

export interface Delete extends Unasked {
  readonly action: "delete";
  readonly live: Model;
}

/** What Bridgehead manages no longer: it stays in AWS, or is not there any more. */
export interface Forget extends Unasked {
  readonly action: "forget";
  readonly live: Model | null;
}

/** The planned action for one resource. */
export type Change = Create | Update | Adopt | Configure | Replace | NoOp | Delete | Forget;

/** Whether a change has the desired state sent to AWS, its secrets included. */
export function isSent(change: Change): change is Create | Update | (Adopt & { readonly writes: true }) | Replace {
  switch (change.action) {
    case "create":
    case "update":
    case "replace":
      return true;
    case "adopt":
      return change.writes;
    case "configure":
    case "delete":
    case "forget":
    case "no-op":
      return false;
  }
}

/** The resource that a change takes away, if it takes away another than its own. */
export function replacedBy(change: Change): Replace["replaces"] | undefined {
  return change.action === "replace" ? change.replaces : undefined;
}

/** What a change is about, and where that is defined, or was: of a replacement, both resources. */
export function resourcesOf(
  change: Change,
  records: ReadonlyMap<string, { readonly file: string }>,
): readonly { readonly key: Key; readonly file: string }[] {
  const recorded = (key: Key): string => records.get(keyText(key))?.file ?? "";
  const replaced = replacedBy(change);
  const own = { key: change.key, file: change.file ?? recorded(change.key) };
  return replaced === undefined || isSameKey(replaced.key, change.key)
    ? [own]
    : [own, { key: replaced.key, file: recorded(replaced.key) }];
}

/** A resource, and what people call it. */
export type Named = Pick<Change, "key" | "name">;

/** A safety or policy remark on a plan. Its code is a row of the table of guards. */
export interface Finding {
  readonly code: string;
  readonly level: "block" | "warn";
  readonly message: string;
  /** The resource that it is about; null when it is about the plan as a whole. */
  readonly about: Named | null;
  /** Who uses the resource that goes, and what they are called, in the singular; absent: it is not about that. */
  readonly users?: { readonly noun: string; readonly names: readonly string[] };
  /** Of a secret that goes somewhere for the first time: whether it went somewhere else before. */
  readonly isMoved?: boolean;
}

/** Inert, serialisable data: renderers, guards and the executor read the same one. */
export interface Plan {
  readonly target: Target;
  /** Over the changes' digests; null when there is no plan because of an error. */
  readonly digest: string | null;
  readonly counts: Counts;
  /** Sorted by key. */
  readonly changes: readonly Change[];
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Finding[];
}

/** The changes that do something. */
export function pendingChanges(plan: Plan): readonly Change[] {
  return plan.changes.filter((change) => change.action !== "no-op");
}
