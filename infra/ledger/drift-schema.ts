// Wall: the gate of what is kept of drift, for a table and for a file.

import * as v from "valibot";
import { driftCauses } from "../../workflows/engine/plan/drift.ts";
import type { DriftMemory } from "../../workflows/ports/drift.ts";
import type { Codec } from "./format.ts";
import { count, keySchema, time } from "./schema.ts";

const resource = v.strictObject({
  key: keySchema,
  at: time,
  since: v.strictObject(v.entriesFromList(driftCauses, v.exactOptional(time))),
});

/** One part of it: the first has the number of the issue, and says how many parts there are. */
export interface DriftPart extends DriftMemory {
  readonly parts: number;
}

const part = v.strictObject({ issue: v.nullable(count), parts: count, resources: v.array(resource) });

/** There was none in the first format. */
export const driftCodec: Codec<DriftPart> = { current: part, first: () => part };
