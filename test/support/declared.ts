import type { Declared } from "../../workflows/engine/plan/review/changed-keys.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { Diagnostic } from "../../workflows/engine/definition/diagnostic.ts";
import { Literals } from "../../workflows/engine/values/literals.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";

export const broken: Diagnostic = {
  code: "syntax-error",
  severity: "error",
  message: "it is no TypeScript",
  hint: "correct it",
  file: "b.ts",
  line: 1,
  column: 1,
};

interface DeclaredParts {
  /** Path -> text; undefined: they cannot be read. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly diagnostics?: readonly Diagnostic[];
  readonly imports?: Readonly<Record<string, readonly string[]>>;
}

/** What a commit declares, by its definitions and the texts of its files. */
export function declaredOf(definitions: readonly Definition[], parts: DeclaredParts = {}): Declared {
  const { diagnostics = [], imports } = parts;
  const files = "files" in parts ? parts.files : {};
  return {
    definitions: {
      definitions,
      diagnostics,
      literals: new Literals(new SecretText("key")),
      ...(imports === undefined ? {} : { imports }),
    },
    files: files === undefined ? undefined : Object.entries(files).map(([path, text]) => ({ path, text })),
  };
}
