import { AwsError } from "../wire/aws-error.ts";
import { type Call, operation, type Operation, writes } from "../wire/call.ts";
import { keptName, parseSelector } from "./names.ts";
import type { StoredVersion } from "../state.ts";

const MAX_LABELS = 10;

const NAME = { type: "string", required: true, min: 1, max: 2048 } as const;
const VERSION = { type: "integer" } as const;
const LABELS = {
  type: "list",
  required: true,
  min: 1,
  max: MAX_LABELS,
  items: { type: "string", min: 1, max: 100 },
} as const;

/** Names for versions of a parameter. A label is on one version at a time: setting it again moves it. */
export const ssmLabels: Readonly<Record<string, Operation>> = {
  LabelParameterVersion: operation(writes, { Name: NAME, ParameterVersion: VERSION, Labels: LABELS }, (input, call) => {
    const { versions, chosen } = versionOf(call, input.Name, input.ParameterVersion);
    const labels = [...new Set(input.Labels)];
    const valid = labels.filter(isLabel);
    const after = [...new Set([...chosen.labels, ...valid])];
    if (after.length > MAX_LABELS) {
      throw new AwsError(
        "ParameterVersionLabelLimitExceeded",
        "A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.",
      );
    }
    for (const version of versions) version.labels = version.labels.filter((label) => !valid.includes(label));
    chosen.labels = after;
    return { InvalidLabels: labels.filter((label) => !isLabel(label)), ParameterVersion: chosen.version };
  }),

  UnlabelParameterVersion: operation(
    writes,
    { Name: NAME, ParameterVersion: { ...VERSION, required: true }, Labels: LABELS },
    (input, call) => {
      const { chosen } = versionOf(call, input.Name, input.ParameterVersion);
      const labels = [...new Set(input.Labels)];
      const removed = labels.filter((label) => chosen.labels.includes(label));
      chosen.labels = chosen.labels.filter((label) => !removed.includes(label));
      return { RemovedLabels: removed, InvalidLabels: labels.filter((label) => !removed.includes(label)) };
    },
  ),
};

/** Letters, digits and `.-_`, not beginning with a digit, `aws` or `ssm`. */
const isLabel = (label: string): boolean => /^[a-zA-Z_.-][\w.-]*$/.test(label) && !/^(?:aws|ssm)/i.test(label);

/** The version that is meant, the newest by default, and all of them. */
function versionOf(
  call: Call,
  given: string,
  version: number | undefined,
): { versions: readonly StoredVersion[]; chosen: StoredVersion } {
  const name = keptName(call.store, parseSelector(call, given).name);
  const versions = call.store.parameters.get(name);
  if (versions === undefined) throw new AwsError("ParameterNotFound", "");
  const chosen = version === undefined ? versions.at(-1) : versions.find((each) => each.version === version);
  if (chosen === undefined) {
    throw new AwsError(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${String(version)} of ${name}. Verify the version and try again.`,
    );
  }
  return { versions, chosen };
}
