import type { ExtraProperties } from "./extra-property.ts";
import { defaultLimits } from "../policy/limits.ts";
import type { Kind } from "./kind.ts";
import { defaultOptions, FORCED, removals } from "../definition/own-options.ts";

/** Bridgehead's own properties, which a definition of any kind may have. None of them is sent to AWS. */
function ownProperties(noun: string): ExtraProperties {
  return {
    adopt: {
      type: "boolean",
      also: [FORCED],
      default: false,
      doc:
        `Take over a live ${noun} of this name that Bridgehead did not create; without it that is an error. \`true\` writes ` +
        "nothing where all that can be read is as the definition says, so that a credential stays as it is; where " +
        'something differs, the update carries the credential, too. `"write"` always writes.',
    },
    removal: {
      type: "string",
      enum: removals,
      default: defaultOptions.removal,
      doc: `What happens to the ${noun} when the definition goes away.`,
    },
    protect: { type: "boolean", default: false, doc: `Block every plan that would delete or replace the ${noun}.` },
    exportArn: {
      type: "string",
      doc:
        `Name of an SSM parameter that receives the ARN, which changes when the ${noun} is replaced. It stands below ` +
        `the prefix for ARNs, such as \`${defaultLimits.exportPrefix}orders\`, does not exist yet, and nothing else ` +
        "writes it.",
    },
    exportSecretArn: {
      type: "string",
      doc:
        `The same for the ARN of the secret in which AWS keeps the credential of the ${noun}, as for HTTP tasks of Step ` +
        "Functions; not of a kind that has none.",
    },
  };
}

/** What the object at a path, in CloudFormation's spelling, may have beside the properties of the resource type. */
export function extrasAt({ noun, shortForms }: Pick<Kind, "noun" | "shortForms">, path: string): ExtraProperties {
  const extras = shortForms.properties[path] ?? {};
  return path === "" ? { ...ownProperties(noun), ...extras } : extras;
}
