import type { Diagnostic, Location } from "../definition/diagnostic.ts";
import { didYouMean } from "../values/did-you-mean.ts";
import { callText } from "../kinds/resource-kind.ts";
import { plainText } from "../values/plain-text.ts";
import { locate, withHelper } from "../definition/locate.ts";
import { absenceDiagnostic } from "./typescript/absent-names.ts";
import type { CallSite } from "./typescript/call-sites.ts";
import { diagnose } from "./diagnose.ts";
import { callsOf, type EvaluatedKind, type EvaluatedKinds } from "./evaluated-kinds.ts";
import { handleDiagnostic } from "./handle-diagnostic.ts";
import { limits } from "./sandbox/limits.ts";
import type { CallReport, SandboxReport } from "./sandbox/sandbox-report.ts";

type NamedReport = Exclude<SandboxReport, { readonly kind: "call" | "rejected" }>;

/** What a report other than a call says to the author. */
export function reportDiagnostic({ kind, name, type }: NamedReport, at: Location, kinds: EvaluatedKinds): Diagnostic {
  const shown = plainText(name);
  switch (kind) {
    case "not-hermetic":
      return absenceDiagnostic(name, at);
    case "unfinished": {
      const message = "the async function that is called here never comes to its end: it awaits what nothing settles";
      return diagnose("never-finishes", at, message, "Remove that `await`, or settle the promise.");
    }
    case "known-after-apply":
      return handleDiagnostic(name, at, kindOf(type, kinds));
    case "unsupported-service": {
      const calls = callsOf(kinds);
      const meant = didYouMean(name, calls);
      const hint = meant === undefined ? "Declare this resource with another tool." : `Did you mean ${meant}?`;
      return diagnose(kind, at, `${shown} is not supported: Bridgehead manages ${calls.join(", ")} only`, hint);
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

/** The kind of a report. Throws when the sandbox says something that its prelude never says. */
export function kindOf(type: string | null, kinds: EvaluatedKinds): EvaluatedKind {
  const kind = kinds.find((candidate) => candidate.type === type);
  if (kind === undefined) throw new Error("the sandbox reports a kind that it was not given");
  return kind;
}

/** What is wrong with a call that declares a resource. */
export function callDiagnostics(
  { fault, problems }: CallReport,
  kind: EvaluatedKind,
  at: Location,
  positions: CallSite["positions"],
): readonly Diagnostic[] {
  return [
    ...faultDiagnostics(fault, callText(kind), at),
    ...problems.map(({ pointer, what }) => {
      const message = pointer === "" ? `the properties are ${what}` : `the value of ${plainText(pointer)} is ${what}`;
      const { place, inHelper } = locate(positions, pointer, at);
      const hint = "Properties hold strings, numbers, booleans, null, arrays and plain objects.";
      return diagnose("unsupported-value", place, message, withHelper(hint, inHelper));
    }),
  ];
}

function faultDiagnostics(fault: CallReport["fault"], call: string, at: Location): readonly Diagnostic[] {
  const usage = `Write ${call}("id", { … }).`;
  switch (fault) {
    case null:
    // What spoilt the call, or was thrown, is reported where it stands.
    case "tainted":
    case "threw":
      return [];
    case "id":
      return [diagnose("invalid-call", at, `the first argument of ${call} is not a string`, usage)];
    case "props":
      return [diagnose("invalid-call", at, `the second argument of ${call} is not an object`, usage)];
    case "size": {
      const message = "the definition is too large, or refers to itself";
      const hint = `${limits.depth} levels, ${limits.values} values and ${limits.definitionLength} characters are the most.`;
      return [diagnose("definition-too-large", at, message, hint)];
    }
  }
}
