import { type Problem, problem } from "../problem.ts";
import { toolOf } from "./foreign-packages.ts";
import { plainText } from "../../values/plain-text.ts";

/** The specifiers of the authoring API; what stands behind them is the sandbox's own module. */
export const authoringModules: readonly string[] = ["alchemy/aws/control", "bridgehead"];

/** What the authoring API exports. */
export const authoringExports: readonly string[] = ["default", "AWS", "ssm"];

/** An import that is refused, at no location yet. */
export type ImportRefusal = Problem<
  | "import-not-allowed/near"
  | "import-not-allowed/no-file"
  | "import-not-allowed/outside"
  | "import-not-allowed/package",
  null
>;

export type ResolvedImport =
  | { readonly kind: "authoring" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "refused"; readonly refusal: ImportRefusal };

/** What `specifier`, in the file `from`, means. `has` says whether the definitions folder holds a path. */
export function resolveImport(from: string, specifier: string, has: (path: string) => boolean): ResolvedImport {
  if (authoringModules.includes(specifier)) return { kind: "authoring" };
  if (!/^\.\.?\//.test(specifier)) return { kind: "refused", refusal: packageRefusal(specifier) };
  const shown = plainText(specifier);
  const path = join(from, specifier);
  if (path === undefined) {
    return { kind: "refused", refusal: problem("import-not-allowed/outside", null, { specifier: shown }) };
  }
  const found = candidates(path).find(has);
  if (found !== undefined) return { kind: "file", path: found };
  const flaw = specifier.includes("\\") ? "backslash" : /[%?#]/.test(specifier) ? "escape" : null;
  return { kind: "refused", refusal: problem("import-not-allowed/no-file", null, { specifier: shown, flaw }) };
}

function packageRefusal(specifier: string): ImportRefusal {
  const shown = plainText(specifier);
  const tool = toolOf(specifier);
  return tool === undefined && /bridgehead/i.test(specifier)
    ? problem("import-not-allowed/near", null, { specifier: shown })
    : problem("import-not-allowed/package", null, { specifier: shown, tool });
}

function join(from: string, specifier: string): string | undefined {
  const segments = from.split("/").slice(0, -1);
  for (const segment of specifier.split("/")) {
    if (segment === "." || segment === "") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}

/** TypeScript allows the extension to be left out, and `.js` to stand for the `.ts` that it will be made of. */
function candidates(path: string): readonly string[] {
  if (/\.(?:ts|json)$/.test(path)) return [path];
  return [path.replace(/\.js$/, ".ts"), `${path}.ts`, `${path}.json`, `${path}/index.ts`].filter((candidate) =>
    /\.(?:ts|json)$/.test(candidate),
  );
}
