import { writeFile } from "node:fs/promises";
import { authoringModule } from "./authoring-module.ts";
import { configJsonSchema } from "./config-schema.ts";
import { definitionSchema } from "./definition-schema.ts";
import { definitionTypes } from "./definition-types.ts";
import { handleTypes } from "./handle-types.ts";

/** What the sandbox has, and no more: to be extended by a repository that holds definitions. */
const compilerSettings = {
  $schema: "https://json.schemastore.org/tsconfig",
  display:
    "Definitions of Bridgehead: what the sandbox has, and no more. To be extended by a repository that holds some.",
  compilerOptions: {
    target: "es2023",
    lib: ["es2023"],
    types: [],
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    paths: { bridgehead: ["./index.ts"], "alchemy/aws/control": ["./index.ts"] },
  },
};

/** Every file of `connections/_authoring`, which is for authors and their editors: nothing of Bridgehead imports it. */
export function authoringFiles(): Readonly<Record<string, string>> {
  return {
    "index.ts": authoringModule(),
    "handle.ts": handleTypes(),
    "types.ts": definitionTypes(),
    "definition.schema.json": jsonText(definitionSchema()),
    "config.schema.json": jsonText(configJsonSchema()),
    "tsconfig.definitions.json": jsonText(compilerSettings),
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  const folder = new URL("../../../connections/_authoring/", import.meta.url);
  for (const [name, text] of Object.entries(authoringFiles())) await writeFile(new URL(name, folder), text);
}
