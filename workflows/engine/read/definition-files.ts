import type { SourceFile } from "../definition/evaluation.ts";
import { limits } from "./sandbox/limits.ts";

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

/** Why a file of this path is not evaluated, in words that follow "the path of the file"; null when it is. */
export function pathFault(path: string): string | null {
  if (path.length > limits.pathLength) return `has more than ${limits.pathLength} characters`;
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(path)) return "has a character that cannot be shown";
  if (path.includes("\\")) return "has a backslash";
  if (path.split("/").includes("")) return "is not relative to the definitions folder";
  return null;
}
