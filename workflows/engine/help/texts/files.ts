// Wall: only what evaluates files carries these texts.

import type { FileFacts } from "../../read/facts.ts";
import type { FileTexts } from "../tell-files.ts";
import { absenceTexts } from "./absences.ts";
import { documentTexts } from "./documents.ts";
import { importTexts } from "./imports.ts";
import { jsonTexts } from "./json-text.ts";
import { moduleTexts } from "./modules.ts";
import { runTexts } from "./runs.ts";
import { shapeTexts } from "./shapes.ts";

/** Of one file: what evaluates files carries these, and nothing else does. */
export const fileTexts: FileTexts<keyof FileFacts> = {
  ...jsonTexts,
  ...documentTexts,
  ...shapeTexts,
  ...moduleTexts,
  ...importTexts,
  ...absenceTexts,
  ...runTexts,
};
