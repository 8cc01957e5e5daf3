import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { LocalSource } from "../source.ts";
import { compareText } from "../../workflows/engine/values/compare-text.ts";

/** The demo's own definition, beside those of the person who runs it. */
export const partnerFile = "demo-partner.json";
export const partnerName = "demo-partner";
export const partnerParameter = "/bridgehead/demo/partner-key";

/** A connection that somebody made by hand, for the story to adopt. */
export const legacyFile = "demo-legacy.json";
export const legacyName = "demo-legacy";
/** The same in AWS and in the definition: what does not differ is not written when it is adopted. */
export const legacyDescription = "Made in the console";
/** The new name that the partner's connection gets. */
export const renamedPartner = "demo-partner-v2";

export function partnerDefinition(change: {
  readonly name?: string;
  readonly authorizationType?: string;
  readonly description?: string;
}): string {
  const definition = {
    id: partnerName,
    ...(change.name === undefined ? {} : { name: change.name }),
    description: change.description ?? "Sends orders to a partner",
    authorizationType: change.authorizationType ?? "API_KEY",
    authParameters: {
      apiKeyName: "x-api-key",
      apiKey: `{{resolve:ssm-secure:${partnerParameter}}}`,
    },
  };
  return `${JSON.stringify(definition, null, 2)}\n`;
}

export function legacyDefinition(): string {
  const definition = {
    id: legacyName,
    adopt: true,
    description: legacyDescription,
    authorizationType: "BASIC",
    authParameters: { username: "legacy", password: `{{resolve:ssm-secure:${partnerParameter}}}` },
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
  return [...found].map(([name, type]) => ({ name, type })).toSorted((a, b) => compareText(a.type, b.type));
}

/** The files that go into the demo's repository, with their paths there. */
export function repositoryFiles(source: LocalSource): ReadonlyMap<string, string> {
  return new Map(source.files.map(({ path, text }) => [`${source.config.definitions}/${path}`, text]));
}
