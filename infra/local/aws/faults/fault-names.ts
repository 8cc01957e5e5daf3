import { callFaultNames } from "./call-fault-names.ts";
import type { FaultName } from "./fault-name.ts";
import { operationFaultNames } from "./operation-fault-names.ts";

/** Every fault that there is, in the order of the help. */
export const faultNames: readonly FaultName[] = [...callFaultNames, ...operationFaultNames];
