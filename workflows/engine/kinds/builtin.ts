import { connection } from "./connection/index.ts";
import { createKinds } from "./registry.ts";

/** The product's own kinds. Only the composition asks for them; everything else is given a registry. */
export const builtinKinds = createKinds([connection]);
