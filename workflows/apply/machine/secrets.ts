import { resolver, valueKey } from "../../engine/plan/write/materialise.ts";
import { textsIn } from "../../engine/values/json.ts";
import { referencesIn } from "../../engine/values/reference.ts";
import { type Key, keyText } from "../../engine/values/key.ts";
import type { Model } from "../../engine/values/model.ts";
import type { ResourceKinds } from "../../engine/kinds/registry.ts";
import type { Literals } from "../../engine/values/literals.ts";
import type { ParameterVersion, Target } from "../../engine/plan/plan.ts";
import type { SecretText } from "../../engine/values/secret-text.ts";
import { type ValueProblem, valueProblems } from "../../engine/plan/write/whole-values.ts";
import { chunked } from "../../calls/all-pages.ts";
import { mapConcurrently } from "../../calls/map-concurrently.ts";
import { Refusal } from "../../ports/answer.ts";
import { putParameterCommand } from "../../engine/help/put-parameter.ts";
import { type ParameterReader, type ParameterValue, VALUES_AT_ONCE } from "../../ports/parameters.ts";

/** SSM allows forty such requests a second, and the client's rate limit fewer. */
const READS_AT_ONCE = 8;

/** Something whose references are to be resolved: a change, or an intent's record. */
export interface NeedsSecrets {
  readonly key: Key;
  readonly desired: Model | null;
  readonly parameters: readonly ParameterVersion[];
}

export interface Unusable {
  readonly why: string;
  /** Whether the parameters could not be read now, and perhaps can be later. */
  readonly mayPass: boolean;
}

export interface ReadSecrets {
  readonly values: ReadonlyMap<string, SecretText>;
  /** Text of the key -> why its parameters cannot be used. */
  readonly unusable: ReadonlyMap<string, Unusable>;
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
  const unusable = new Map<string, Unusable>();
  for (const need of needing) {
    const why = whyUnusable(need, found, errors);
    if (why !== undefined) unusable.set(keyText(need.key), why);
  }
  return { values: new Map([...found].map(([key, { value }]) => [key, value])), unusable };
}

/** What a run knows besides the parameters. */
export interface ValueCheck {
  readonly kinds: ResourceKinds;
  readonly literals: Literals;
  readonly target: Target;
}

export interface CheckedSecrets extends ReadSecrets {
  /** Text of the key -> what is odd about its values, and is sent as it is. */
  readonly remarks: ReadonlyMap<string, readonly string[]>;
}

/** The same, where each whole value is held against what AWS takes, before anything is sent. */
export function checkSecrets(
  needs: readonly NeedsSecrets[],
  { values, unusable: unreadable }: ReadSecrets,
  { kinds, literals, target: { region } }: ValueCheck,
): CheckedSecrets {
  const unusable = new Map(unreadable);
  const remarks = new Map<string, readonly string[]>();
  for (const { key, desired, parameters } of needs) {
    if (desired === null || unreadable.has(keyText(key))) continue;
    const resolving = { resolve: resolver(literals, values, parameters), parameters };
    const problems = valueProblems(kinds.of(key).schema, desired, resolving);
    const of = (severity: ValueProblem["severity"]) => problems.filter((problem) => problem.severity === severity);
    const [errors, warnings] = [of("error"), of("warning")];
    if (errors.length > 0) {
      unusable.set(keyText(key), { why: `nothing was sent: ${textOf(errors, region)}`, mayPass: false });
    }
    if (warnings.length > 0) {
      const texts = warnings.map((warning) => textOf([warning], region));
      remarks.set(keyText(key), texts);
    }
  }
  return { values, unusable, remarks };
}

/** What is wrong, and then the commands, once for each parameter. */
function textOf(problems: readonly ValueProblem[], region: string): string {
  const said = problems
    .map(({ message, fix }) => `${message}; ${fix.charAt(0).toLowerCase()}${fix.slice(1).replace(/\.$/, "")}`)
    .join(". ");
  const commands = [...new Set(problems.flatMap(({ again }) => again))].map(
    (path) => `\`${putParameterCommand({ path, region, overwrite: true })}\``,
  );
  return commands.length === 0 ? said : `${said}: ${commands.join(" and ")}`;
}

type Wanted = Pick<ParameterVersion, "path" | "version">;

/** Ten at once; where that is refused, one by one, since one parameter's key may be the reason (unconfirmed). */
async function readEach(wanted: readonly Wanted[], reader: ParameterReader, signal: AbortSignal) {
  const found = new Map<string, ParameterValue>();
  const errors = new Map<string, Refusal>();
  const read = async (some: readonly Wanted[]): Promise<void> => {
    const answer = await reader.read(some, signal);
    if (!(answer instanceof Refusal)) {
      for (const parameter of answer) found.set(valueKey(parameter.path, parameter.version), parameter);
    } else if (answer.kind === "retriable" || some.length === 1) {
      for (const { path, version } of some) errors.set(valueKey(path, version), answer);
    } else {
      for (const each of some) await read([each]);
    }
  };
  await mapConcurrently(chunked(wanted, VALUES_AT_ONCE), READS_AT_ONCE, read);
  return { found, errors };
}

/** It was there when it was planned. */
function goneText(path: string, version: number, isPinned: boolean): string {
  const gone = `parameter ${path} has no version ${version} any more`;
  return isPinned
    ? `${gone}; pin a version that exists, or leave the version out to follow the newest`
    : `${gone}; create the parameter again where it was deleted, then run the apply again, which takes the newest version`;
}

function whyUnusable(
  need: NeedsSecrets,
  found: ReadonlyMap<string, ParameterValue>,
  errors: ReadonlyMap<string, Refusal>,
): Unusable | undefined {
  for (const { path, version, modified } of need.parameters) {
    const error = errors.get(valueKey(path, version));
    if (error !== undefined) return { why: `parameter ${path} cannot be read: ${error.message}`, mayPass: true };
    if (!found.has(valueKey(path, version))) {
      return { why: `nothing was sent: ${goneText(path, version, modified === 0)}`, mayPass: false };
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
      return { why: `nothing was sent: parameter ${path} is a SecureString; refer to it as one`, mayPass: false };
    }
  }
  return undefined;
}
