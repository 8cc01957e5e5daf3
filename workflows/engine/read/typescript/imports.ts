import { foreignPackage } from "./foreign-packages.ts";
import { plainText } from "../../values/plain-text.ts";

/** The specifiers of the authoring API; what stands behind them is the sandbox's own module. */
export const authoringModules: readonly string[] = ["alchemy/aws/control", "bridgehead"];

/** What the authoring API exports. */
export const authoringExports: readonly string[] = ["default", "AWS", "ssm"];

export type ResolvedImport =
  | { readonly kind: "authoring" }
  | { readonly kind: "file"; readonly path: string }
  | {
      readonly kind: "refused";
      readonly message: string;
      readonly hint: string;
      /** The other tool whose package it is; undefined when it is of no known one. */
      readonly tool?: string;
    };

const allowed = `A definition may import "bridgehead", "alchemy/aws/control", and files of the definitions folder such as "./_shared.ts".`;

/** What `specifier`, in the file `from`, means. `has` says whether the definitions folder holds a path. */
export function resolveImport(from: string, specifier: string, has: (path: string) => boolean): ResolvedImport {
  if (authoringModules.includes(specifier)) return { kind: "authoring" };
  const shown = plainText(specifier);
  if (!/^\.\.?\//.test(specifier)) {
    const message = `the import of "${shown}" is not allowed: a definition imports files of its own folder only`;
    const foreign = foreignPackage(specifier);
    if (foreign !== undefined) return { kind: "refused", message, ...foreign };
    return { kind: "refused", message, hint: /bridgehead/i.test(specifier) ? 'Did you mean "bridgehead"?' : allowed };
  }
  const path = join(from, specifier);
  if (path === undefined) {
    const message = `the import of "${shown}" leaves the definitions folder, which is all that a definition sees`;
    return { kind: "refused", message, hint: "Copy what is needed into a file of the folder, such as `_shared.ts`." };
  }
  const found = candidates(path).find(has);
  if (found !== undefined) return { kind: "file", path: found };
  return {
    kind: "refused",
    message: `the definitions folder has no file for the import of "${shown}"`,
    hint: pathHint(specifier),
  };
}

function pathHint(specifier: string): string {
  if (specifier.includes("\\")) return "Write the path with `/`.";
  if (/[%?#]/.test(specifier)) return "Write the path as it is, without escapes, `?` and `#`.";
  return "A relative import names a .ts or .json file of the definitions folder, in the case in which it is written.";
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
