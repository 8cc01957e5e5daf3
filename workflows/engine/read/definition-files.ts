import type { SourceFile } from "../definition/evaluation.ts";
import { limits } from "./sandbox/limits.ts";
import { isPrintable } from "../values/plain-text.ts";

/**
 * Whether a path, relative to the definitions folder, is that of a definition file: `*.ts` (not `*.d.ts`) or `*.json`,
 * with no segment that begins with `_` or `.`.
 */
export function isDefinitionFile(path: string): boolean {
  if (!/\.(?:ts|json)$/.test(path) || path.endsWith(".d.ts")) return false;
  return mayDefine(path);
}

/** Whether what stands at a path may declare something: no segment says that it is a helper, or hidden. */
export function mayDefine(path: string): boolean {
  return path.split("/").every((segment) => !segment.startsWith("_") && !segment.startsWith("."));
}

/** The diagnosable form of a submodule: none where its path says that it defines nothing. */
export function submodulesToReport(paths: readonly string[]): readonly SourceFile[] {
  return paths.filter(mayDefine).map((path) => ({ path, text: "", fault: "submodule" }));
}

/** What is wrong with a path. */
export type PathFault = "long" | "unshown" | "backslash" | "absolute";

/** Why a file of this path is not evaluated; null when it is. */
export function pathFault(path: string): PathFault | null {
  if (path.length > limits.pathLength) return "long";
  if (!isPrintable(path)) return "unshown";
  if (path.includes("\\")) return "backslash";
  return path.split("/").includes("") ? "absolute" : null;
}
