import { valueKey } from "./engine/materialise.ts";
import { parseTemplate } from "./engine/reference.ts";
import { leaves } from "./engine/model.ts";
import type { ConnectionModel } from "./engine/definition.ts";
import type { ParameterVersion } from "./engine/plan.ts";
import type { SecretText } from "./engine/secret-text.ts";
import type { ParameterReader, ParameterValue } from "./ports/parameters.ts";

/** Something whose references are to be resolved: a change, or an intent's record. */
export interface NeedsSecrets {
  readonly name: string;
  readonly desired: ConnectionModel | null;
  readonly parameters: readonly ParameterVersion[];
}

export interface ReadSecrets {
  readonly values: ReadonlyMap<string, SecretText>;
  /** Name -> why its parameters cannot be used. */
  readonly refusals: ReadonlyMap<string, string>;
}

/** Reads the parameters of the changed connections only, each at exactly the version that was planned. */
export async function readSecrets(
  needs: readonly NeedsSecrets[],
  reader: ParameterReader,
  signal: AbortSignal,
): Promise<ReadSecrets> {
  const wanted = new Map(
    needs
      .filter(({ desired }) => desired !== null)
      .flatMap(({ parameters }) => parameters)
      .map(({ path, version }) => [valueKey(path, version), { path, version }]),
  );
  const found = wanted.size === 0 ? [] : await reader.read([...wanted.values()], signal);
  const byKey = new Map(found.map((parameter) => [valueKey(parameter.path, parameter.version), parameter]));
  const refusals = new Map<string, string>();
  for (const need of needs) {
    const refusal = need.desired === null ? undefined : refusalOf(need, byKey);
    if (refusal !== undefined) refusals.set(need.name, refusal);
  }
  return { values: new Map([...byKey].map(([key, { value }]) => [key, value])), refusals };
}

function refusalOf(need: NeedsSecrets, found: ReadonlyMap<string, ParameterValue>): string | undefined {
  for (const { path, version } of need.parameters) {
    if (!found.has(valueKey(path, version))) {
      return `parameter ${path} has no version ${version} any more; plan again`;
    }
  }
  const plain = new Set(
    leaves(need.desired ?? {}).flatMap(({ value }) =>
      typeof value !== "string"
        ? []
        : parseTemplate(value).flatMap((part) =>
            part.kind === "reference" && part.reference.service === "ssm" ? [part.reference.path] : [],
          ),
    ),
  );
  for (const { path, type } of found.values()) {
    // The type can change between the plan and now; a secure value must never go where AWS makes it readable.
    if (type === "SecureString" && plain.has(path)) return `parameter ${path} is a SecureString; refer to it as one`;
  }
  return undefined;
}
