// Wall: a bundle that interprets nothing holds no checks and no texts of a kind.

import { connectionResource } from "./connection/resource.ts";
import { createKinds, type ResourceKinds } from "./registry.ts";

/** The same for a function that reads no definitions, whose bundle need not hold what they mean. */
export const builtinResources: ResourceKinds = createKinds([connectionResource]);
