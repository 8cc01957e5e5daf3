import * as v from "valibot";
import { evaluatedKindsSchema } from "../../workflows/engine/read/evaluated-kinds.ts";

/** What a worker is asked. Files and kinds are sent once for each set; then one file of it after the other. */
const sourceFile = v.object({ path: v.string(), text: v.string() });
const question = v.variant("kind", [
  v.object({ kind: v.literal("open"), files: v.array(sourceFile), kinds: evaluatedKindsSchema }),
  v.object({ kind: v.picklist(["evaluate", "imports"]), path: v.string() }),
]);
export type Question = v.InferOutput<typeof question>;

export function parseQuestion(message: unknown): Question {
  return v.parse(question, message);
}
