import { limits } from "../../read/sandbox/limits.ts";
import { text } from "../../definition/text.ts";

// What is said of bounds in several tables, by themselves so that no bundle carries a table for one of its sentences.

export const asData = "Write what is declared as data.";
export const endless = text("the evaluation of the file does not end within its bound", asData);
export const split = "Split the definitions folder.";

/** What a definition may measure. */
export const sizes = `${limits.depth} levels, ${limits.values} values and ${limits.definitionLength} characters are the most.`;
