import type { MissingExport } from "../../read/facts.ts";
import { authoringExports } from "../../read/typescript/imports.ts";
import type { SomeFileTexts } from "../tell-files.ts";
import { text } from "../../definition/text.ts";
import { exportHint, insteadOf } from "./tools.ts";

const foreign = (specifier: string, hint: string) =>
  text(`the import of "${specifier}" is not allowed: a definition imports files of its own folder only`, hint);
const allowed = `A definition may import "bridgehead", "alchemy/aws/control", and files of the definitions folder such as "./_shared.ts".`;
const relative =
  "A relative import names a .ts or .json file of the definitions folder, in the case in which it is written.";

const flaws = {
  backslash: "Write the path with `/`.",
  escape: "Write the path as it is, without escapes, `?` and `#`.",
} as const;

/** Of what a file imports. */
export const importTexts = {
  "import-not-allowed/authoring": ({ name }) =>
    text(
      `the authoring API has no export "${name}"; it has ${authoringExports.join(", ")}`,
      exportHint(name) ?? "Import types with `import type`.",
    ),
  "import-not-allowed/computed": () =>
    text(
      "the path of an import is written out, so that what a file takes is known before it runs",
      'Write the path as text, as in `import { key } from "./_shared.ts"`, and choose among what is imported.',
    ),
  "import-not-allowed/link": ({ message }) =>
    text(message, "Import types with `import type`; other names must be exported."),
  "import-not-allowed/near": ({ specifier }) => foreign(specifier, 'Did you mean "bridgehead"?'),
  "import-not-allowed/no-export": (facts) => {
    const shown = facts.name === "default" ? "default export" : `export \`${facts.name}\``;
    return text(`"${facts.path}" has no ${shown}`, missingExportHint(facts));
  },
  "import-not-allowed/no-file": ({ specifier, flaw }) =>
    text(`the definitions folder has no file for the import of "${specifier}"`, flaw === null ? relative : flaws[flaw]),
  "import-not-allowed/outside": ({ specifier }) =>
    text(
      `the import of "${specifier}" leaves the definitions folder, which is all that a definition sees`,
      "Copy what is needed into a file of the folder, such as `_shared.ts`.",
    ),
  "import-not-allowed/package": ({ specifier, tool }) =>
    foreign(specifier, tool === undefined ? allowed : insteadOf(tool)),
} satisfies SomeFileTexts;

function missingExportHint({ name, is, near, some, hasMore }: MissingExport): string {
  if (is === "json") return 'Import the whole value: `import value from "…"`.';
  if (is === "type") return `It is a type: write \`import type { ${name} }\`.`;
  if (near !== undefined) return `Did you mean \`${near}\`?`;
  const listed = some.map((other) => `\`${other}\``).join(", ");
  return some.length === 0 ? "The file exports nothing." : `The file exports ${listed}${hasMore ? " and more" : ""}.`;
}
