import type { ExtraProperties } from "./extra-property.ts";
import type { Kind } from "./kind.ts";

/** Bridgehead's own properties, which a definition of any kind may have. None of them is sent to AWS. */
function ownProperties(noun: string): ExtraProperties {
  return {
    adopt: {
      type: "boolean",
      default: false,
      doc: `Take over a live ${noun} of this name that Bridgehead did not create; without it that is an error.`,
    },
    removal: {
      type: "string",
      enum: ["delete", "retain"],
      default: "delete",
      doc: `What happens to the ${noun} when the definition goes away.`,
    },
    protect: { type: "boolean", default: false, doc: `Block every plan that would delete or replace the ${noun}.` },
    exportArn: {
      type: "string",
      doc:
        `Name of an SSM parameter that receives the ARN, which changes when the ${noun} is replaced. It stands below ` +
        "an allowed prefix, such as `/bridgehead/arns/orders`, and nothing else uses it.",
    },
  };
}

/** What the object at a path, in CloudFormation's spelling, may have beside the properties of the resource type. */
export function extrasAt({ noun, shortForms }: Pick<Kind, "noun" | "shortForms">, path: string): ExtraProperties {
  const extras = shortForms.properties[path] ?? {};
  return path === "" ? { ...ownProperties(noun), ...extras } : extras;
}
