import type { SandboxReport, Thrown } from "./report.ts";

/** What an import throws that the linker refuses; the refusal itself is told by the linker. */
export const refusedImport = "this import is not allowed";

/** The module that stands behind every import of the authoring API. */
export const authoringModule = "bridgehead";

/** Gives the sandbox its modules. Names are made up by the linker, so that no text of a definition is one. */
export interface Linker {
  /** The name of the module that `specifier` means in the module `from`; null when it is refused. */
  resolve(from: string, specifier: string): string | null;
  /** The JavaScript of a module; null when there is none. */
  load(name: string): string | null;
}

export type RunEnd =
  | { readonly kind: "finished" }
  /** The top level waits for something that nothing settles. */
  | { readonly kind: "pending" }
  /** The file's work reached its bound. */
  | { readonly kind: "interrupted" }
  /** The file declared more than a set may have. */
  | { readonly kind: "too-many-calls" }
  /** What the file declared is larger than a set's result may be. */
  | { readonly kind: "too-large" }
  | { readonly kind: "thrown"; readonly thrown: Thrown }
  | { readonly kind: "out-of-memory" }
  | { readonly kind: "too-deep" }
  /** The sandbox itself broke. */
  | { readonly kind: "broken" };

export interface SandboxRun {
  readonly reports: readonly SandboxReport[];
  readonly end: RunEnd;
  /** Steps that it took: the same wherever and whenever the same files are run. */
  readonly steps: number;
  /** False: the engine gave way before a limit of the sandbox did, so that what ran it must be replaced. */
  readonly intact: boolean;
}

export interface Sandbox {
  /**
   * Evaluates the module `entry` with all that it imports, in a QuickJS of its own, in so many steps, for the engine and
   * for what it reports. Never rejects.
   */
  run(entry: string, linker: Linker, steps: number): Promise<SandboxRun>;
}
