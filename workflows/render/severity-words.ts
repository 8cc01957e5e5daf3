import type { Severity } from "../engine/definition/diagnostic.ts";
import type { Style } from "./style.ts";

/** How a severity is called where a person reads, and its colour. Configuration and JSON say `info`. */
export const severityWords: Readonly<Record<Severity, { readonly word: string; readonly tone: keyof Style }>> = {
  error: { word: "error", tone: "red" },
  warning: { word: "warning", tone: "yellow" },
  info: { word: "note", tone: "blue" },
};
