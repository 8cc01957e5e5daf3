import process from "node:process";
import { builtinKinds } from "../workflows/engine/kinds/builtin.ts";
import { SecretText } from "../workflows/engine/secret-text.ts";
import type { PlanTargetDeps } from "../workflows/plan-target.ts";
import { createChildEvaluator } from "./evaluate/child-evaluator.ts";

export type OfflineServices = Pick<PlanTargetDeps, "evaluator" | "fingerprintKey" | "kinds"> & {
  readonly region: string | null;
};

/**
 * What reading definitions needs when nothing is called: an evaluator, which starts while the files are being read, and
 * a key whose fingerprints nobody keeps.
 */
export function offlineServices(): OfflineServices {
  const evaluator = createChildEvaluator();
  evaluator.prepare();
  const region = process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] ?? null;
  return { kinds: builtinKinds, evaluator, fingerprintKey: new SecretText("offline"), region };
}
