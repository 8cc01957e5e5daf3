import type { Definition } from "../../workflows/engine/definition.ts";
import type { LocalSource } from "../source.ts";

/** The demo's own definition, beside those of the person who runs it. */
export const partnerFile = "demo-partner.json";
export const partnerName = "demo-partner";
export const partnerParameter = "/bridgehead/demo/partner-key";

export function partnerDefinition(change: {
  readonly authorizationType?: string;
  readonly description?: string;
}): string {
  const definition = {
    id: partnerName,
    description: change.description ?? "Sends orders to a partner",
    authorizationType: change.authorizationType ?? "API_KEY",
    authParameters: {
      apiKeyName: "x-api-key",
      apiKey: `{{resolve:ssm-secure:${partnerParameter}}}`,
    },
  };
  return `${JSON.stringify(definition, null, 2)}\n`;
}

/** Every parameter that the definitions refer to; secret ones first, since rotating one is part of the story. */
export function parametersOf(
  definitions: readonly Definition[],
): readonly { readonly name: string; readonly type: "SecureString" | "String" }[] {
  const found = new Map<string, "SecureString" | "String">();
  for (const { reference } of definitions.flatMap(({ references }) => references)) {
    if (reference.service !== "secretsmanager") {
      found.set(reference.path, reference.service === "ssm" ? "String" : "SecureString");
    }
  }
  return [...found]
    .map(([name, type]) => ({ name, type }))
    .toSorted((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
}

/** The files that go into the demo's repository, with their paths there. */
export function repositoryFiles(source: LocalSource): ReadonlyMap<string, string> {
  return new Map(source.files.map(({ path, text }) => [`${source.config.definitions}/${path}`, text]));
}
