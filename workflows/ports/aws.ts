import type { ParameterCatalog, ParameterReader, ArnExports } from "./parameters.ts";
import type { Dependents, Inventory, ResourceReader, ResourceWriter, ServiceReader } from "./resources.ts";
import type { Freeze } from "./freeze.ts";

/* AWS as each role may use it. Each has what the one before it has, and more. */

/** What tells what there is, and how it stands. All of AWS that the reconciler has, and an import looks at. */
export interface SurveyAws {
  readonly resources: ResourceReader;
  readonly services: ServiceReader;
  readonly inventory: Inventory;
  /** Metadata of parameters, never a value. */
  readonly parameters: ParameterCatalog;
}

/** What a plan looks at beside that. Nothing here writes, or reads a credential. */
export interface PlanAws extends SurveyAws {
  readonly dependents: Dependents;
  readonly freeze: Freeze;
}

/** What only an apply has: it writes resources, and reads the values of parameters. */
export interface ApplyAws extends PlanAws {
  readonly resources: ResourceWriter;
  readonly secrets: ParameterReader;
  readonly exports: ArnExports;
}
