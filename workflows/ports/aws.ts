import type { ConnectionReader, ConnectionStates, ConnectionWriter } from "./cloud.ts";
import type { ConnectionInventory } from "./inventory.ts";
import type { ParameterCatalog, ParameterReader } from "./parameters.ts";
import type { ArnExports, Dependents, Freeze } from "./safety.ts";

/* AWS as each role may use it. Each has what the one before it has, and more. */

/** What tells how a managed connection stands. All of AWS that the reconciler has. */
export interface SurveyAws {
  readonly connections: ConnectionReader;
  readonly states: ConnectionStates;
  /** Metadata of parameters, never a value. */
  readonly parameters: ParameterCatalog;
}

/** What a plan looks at beside that. Nothing here writes, or reads a credential. */
export interface PlanAws extends SurveyAws {
  readonly inventory: ConnectionInventory;
  readonly dependents: Dependents;
  readonly freeze: Freeze;
}

/** What only an apply has: it writes connections, and reads the values of parameters. */
export interface ApplyAws extends PlanAws {
  readonly connections: ConnectionWriter;
  readonly secrets: ParameterReader;
  readonly exports: ArnExports;
}
