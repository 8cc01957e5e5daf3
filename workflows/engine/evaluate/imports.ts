import { plainText } from "../interpret/plain-text.ts";

/** The specifiers of the authoring API; what stands behind them is the sandbox's own module. */
export const authoringModules: readonly string[] = ["alchemy/aws/control", "bridgehead"];

/** What the authoring API exports. */
export const authoringExports: readonly string[] = ["default", "AWS", "ssm"];

export type ResolvedImport =
  | { readonly kind: "authoring" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "refused"; readonly message: string; readonly hint: string };

const allowed = `A definition may import "bridgehead", "alchemy/aws/control", and files of the definitions folder such as "./_shared.ts".`;

/** What `specifier`, in the file `from`, means. `has` says whether the definitions folder holds a path. */
export function resolveImport(from: string, specifier: string, has: (path: string) => boolean): ResolvedImport {
  if (authoringModules.includes(specifier)) return { kind: "authoring" };
  const shown = plainText(specifier);
  if (!/^\.\.?\//.test(specifier)) {
    return { kind: "refused", message: `the import of "${shown}" is not allowed`, hint: allowed };
  }
  const path = join(from, specifier);
  if (path === undefined) {
    return { kind: "refused", message: `the import of "${shown}" leaves the definitions folder`, hint: allowed };
  }
  const found = candidates(path).find(has);
  if (found !== undefined) return { kind: "file", path: found };
  return {
    kind: "refused",
    message: `the definitions folder has no file for the import of "${shown}"`,
    hint: "A relative import names a .ts or .json file of the definitions folder.",
  };
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
