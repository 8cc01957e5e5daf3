import { valueKey } from "./engine/materialise.ts";
import { textsIn } from "./engine/json.ts";
import { referencesIn } from "./engine/reference.ts";
import { type Key, keyText } from "./engine/kinds/key.ts";
import type { Model } from "./engine/kinds/model.ts";
import type { ParameterVersion } from "./engine/plan.ts";
import type { SecretText } from "./engine/secret-text.ts";
import { CloudError } from "./ports/resources.ts";
import type { ParameterReader, ParameterValue } from "./ports/parameters.ts";

/** Something whose references are to be resolved: a change, or an intent's record. */
export interface NeedsSecrets {
  readonly key: Key;
  readonly desired: Model | null;
  readonly parameters: readonly ParameterVersion[];
}

export interface Refusal {
  readonly why: string;
  /** Whether the parameters could not be read now, and perhaps can be later. */
  readonly mayPass: boolean;
}

export interface ReadSecrets {
  readonly values: ReadonlyMap<string, SecretText>;
  /** Text of the key -> why its parameters cannot be used. */
  readonly refusals: ReadonlyMap<string, Refusal>;
}

/**
 * Reads the parameters of the changed resources only, each at exactly the version that was planned. What cannot be
 * read is a refusal for the resources that need it, and for no other.
 */
export async function readSecrets(
  needs: readonly NeedsSecrets[],
  reader: ParameterReader,
  signal: AbortSignal,
): Promise<ReadSecrets> {
  const needing = needs.filter(({ desired }) => desired !== null);
  const wanted = new Map(
    needing
      .flatMap(({ parameters }) => parameters)
      .map(({ path, version }) => [valueKey(path, version), { path, version }]),
  );
  const { found, errors } = await readEach([...wanted.values()], reader, signal);
  const refusals = new Map<string, Refusal>();
  for (const need of needing) {
    const refusal = refusalOf(need, found, errors);
    if (refusal !== undefined) refusals.set(keyText(need.key), refusal);
  }
  return { values: new Map([...found].map(([key, { value }]) => [key, value])), refusals };
}

type Wanted = Pick<ParameterVersion, "path" | "version">;

/** All at once; where that is refused, one by one, since one parameter's key may be the reason (unconfirmed). */
async function readEach(wanted: readonly Wanted[], reader: ParameterReader, signal: AbortSignal) {
  const found = new Map<string, ParameterValue>();
  const errors = new Map<string, CloudError>();
  const read = async (some: readonly Wanted[]): Promise<void> => {
    for (const parameter of await reader.read(some, signal)) {
      found.set(valueKey(parameter.path, parameter.version), parameter);
    }
  };
  if (wanted.length === 0) return { found, errors };
  try {
    await read(wanted);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    for (const each of wanted) {
      const reason = error.kind === "retriable" ? error : await refusalIn(read([each]));
      if (reason !== undefined) errors.set(valueKey(each.path, each.version), reason);
    }
  }
  return { found, errors };
}

async function refusalIn(call: Promise<void>): Promise<CloudError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
  }
}

function refusalOf(
  need: NeedsSecrets,
  found: ReadonlyMap<string, ParameterValue>,
  errors: ReadonlyMap<string, CloudError>,
): Refusal | undefined {
  for (const { path, version } of need.parameters) {
    const error = errors.get(valueKey(path, version));
    if (error !== undefined) return { why: `parameter ${path} cannot be read: ${error.message}`, mayPass: true };
    if (!found.has(valueKey(path, version))) {
      return { why: `parameter ${path} has no version ${version} any more; plan again`, mayPass: false };
    }
  }
  const plain = new Set(
    textsIn(need.desired ?? {}).flatMap(({ text }) =>
      referencesIn(text).flatMap(({ service, path }) => (service === "ssm" ? [path] : [])),
    ),
  );
  for (const { path, type } of found.values()) {
    // The type can change between the plan and now; a secure value must never go where AWS makes it readable.
    if (type === "SecureString" && plain.has(path)) {
      return { why: `parameter ${path} is a SecureString; refer to it as one`, mayPass: false };
    }
  }
  return undefined;
}
