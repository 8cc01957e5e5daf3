import type { Diagnostic, Location } from "../diagnostic.ts";
import { didYouMean } from "../interpret/did-you-mean.ts";
import { plainText } from "../interpret/plain-text.ts";
import { diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import type { CallReport, SandboxReport } from "./sandbox-report.ts";
import type { Place } from "./text-places.ts";

export const hermetic =
  "Definitions are deterministic and hermetic: no clock, randomness, network, environment, files, timers or code made from text. Write the value itself.";

const managed = "Bridgehead manages AWS.Events.Connection only";

type NamedReport = Exclude<SandboxReport, { readonly kind: "call" }>;

/** What a report other than a call says to the author. */
export function reportDiagnostic({ kind, name }: NamedReport, at: Location): Diagnostic {
  const shown = plainText(name);
  switch (kind) {
    case "not-hermetic":
      return diagnose(kind, at, `${shown} is not available to a definition`, hermetic);
    case "known-after-apply":
      return ["toString", "valueOf"].includes(name)
        ? diagnose(kind, at, "a connection is not a text", "Use its `name` or `id`.")
        : diagnose(
            kind,
            at,
            `"${shown}" of a connection is known only after the apply`,
            "Use `name` or `id`; `exportArn` writes the ARN to a parameter.",
          );
    case "unsupported-service": {
      const meant = didYouMean(name, ["AWS.Events.Connection"]);
      const hint = meant === undefined ? "Declare this resource with another tool." : `Did you mean ${meant}?`;
      return diagnose(kind, at, `${shown} is not supported: ${managed}`, hint);
    }
    case "invalid-ssm-call":
      return name === "version"
        ? diagnose(
            kind,
            at,
            "the version given to ssm is not a whole number from 1 to 999999999",
            "Leave it out for the newest.",
          )
        : diagnose(
            kind,
            at,
            "the first argument of ssm is not the name of a parameter",
            'A name begins with "/" and has letters, digits and _ . - / only, such as "/bridgehead/orders/key".',
          );
  }
}

/** What is wrong with a call of `AWS.Events.Connection`. */
export function callDiagnostics(
  { fault, problems }: CallReport,
  at: Location,
  positions: ReadonlyMap<string, Place>,
): readonly Diagnostic[] {
  return [
    ...faultDiagnostics(fault, at),
    ...problems.map(({ pointer, what }) => {
      const place = nearest(positions, pointer);
      const message = pointer === "" ? `the properties are ${what}` : `the value of ${plainText(pointer)} is ${what}`;
      const hint = "Properties hold strings, numbers, booleans, null, arrays and plain objects.";
      return diagnose("unsupported-value", place === undefined ? at : { file: at.file, ...place }, message, hint);
    }),
  ];
}

/** The place of a property, else of what it stands in. */
function nearest(positions: ReadonlyMap<string, Place>, pointer: string): Place | undefined {
  for (let known = pointer; known !== ""; known = known.slice(0, known.lastIndexOf("/"))) {
    const place = positions.get(known);
    if (place !== undefined) return place;
  }
  return undefined;
}

function faultDiagnostics(fault: CallReport["fault"], at: Location): readonly Diagnostic[] {
  const usage = 'Write AWS.Events.Connection("id", { … }).';
  switch (fault) {
    case null:
    // What spoilt the call is reported where it stands.
    case "tainted":
      return [];
    case "id":
      return [diagnose("invalid-call", at, "the first argument of AWS.Events.Connection is not a string", usage)];
    case "props":
      return [diagnose("invalid-call", at, "the second argument of AWS.Events.Connection is not an object", usage)];
    case "size": {
      const message = "the definition is too large, or refers to itself";
      const hint = `${limits.depth} levels, ${limits.values} values and ${limits.definitionLength} characters are the most.`;
      return [diagnose("definition-too-large", at, message, hint)];
    }
    case "threw":
      return [diagnose("file-threw", at, "an exception was thrown while the properties were read")];
  }
}
