// Apart from terminal.ts, which loads the AWS SDK: `validate` calls nothing, and must not wait for it.

import process from "node:process";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { DefinitionReader } from "../../workflows/ports/evaluator.ts";
import { createChildEvaluator } from "../evaluate/child-evaluator.ts";

export interface OfflineServices {
  readonly definitions: DefinitionReader;
  readonly region: string | null;
}

/**
 * What reading definitions needs when nothing is called: an evaluator, which starts while the files are being read, and
 * a key whose fingerprints nobody keeps.
 */
export function offlineServices(): OfflineServices {
  const evaluator = createChildEvaluator();
  evaluator.prepare();
  const region = process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] ?? null;
  return { definitions: { evaluator, fingerprintKey: new SecretText("offline") }, region };
}
