import { parse } from "./primordials.ts";

/** A kind that can be declared: `AWS.<service>.<resource>`. */
export interface GivenKind {
  readonly type: string;
  readonly service: string;
  readonly resource: string;
  /** What a declared resource of the kind is, in words. */
  readonly shown: string;
  /** Spellings of the property that people name a resource by, the usual one first. */
  readonly names: readonly string[];
}

/** What the host tells the prelude, as JSON. */
export interface Given {
  /** Levels of objects and arrays in one definition. */
  readonly depth: number;
  /** Values in one definition. */
  readonly values: number;
  /** UTF-16 code units of one definition as JSON. */
  readonly length: number;
  /** Problems listed of one definition. */
  readonly problems: number;
  readonly kinds: readonly GivenKind[];
}

/** Takes a kind of report, and the report as JSON. */
export type Host = (kind: string, data: string) => void;

/** Where host and prelude meet: globals that are gone again before foreign code runs. */
interface Doors {
  /** Both stand here when the prelude begins, which takes them. */
  bridgehead$report?: Host;
  bridgehead$given?: string;
  /** Both stand here when the prelude has ended, and the host takes them. */
  bridgehead$describe?: (thrown: unknown) => string;
  bridgehead$settle?: () => void;
}

export const doors = globalThis as Doors;

/** The host parses and bounds again what it is told: it trusts the prelude with nothing. */
export const host = doors.bridgehead$report as Host;
export const given = parse(doors.bridgehead$given as string) as Given;
delete doors.bridgehead$report;
delete doors.bridgehead$given;
