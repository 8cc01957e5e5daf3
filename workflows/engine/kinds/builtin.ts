import { connection } from "./connection/index.ts";
import { createKinds, type Kinds } from "./registry.ts";

/** What this version of Bridgehead manages. Only the composition names it: all else is given a registry. */
export const builtinKinds: Kinds = createKinds([connection]);
