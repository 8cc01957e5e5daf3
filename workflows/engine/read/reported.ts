import type { Location } from "../definition/diagnostic.ts";
import { locate } from "../definition/locate.ts";
import { plainText } from "../values/plain-text.ts";
import { type EvaluatedKinds, kindOf } from "./evaluated-kinds.ts";
import { type FileProblem, problem } from "./problem.ts";
import type { CallReport, SandboxReport } from "./sandbox/report.ts";
import { absenceOf } from "./typescript/absent-names.ts";
import type { CallSite } from "./typescript/call-sites.ts";

type NamedReport = Exclude<SandboxReport, { readonly kind: "call" | "rejected" }>;

/** What a report other than a call is about. */
export function reportProblem({ kind, name, type }: NamedReport, at: Location, kinds: EvaluatedKinds): FileProblem {
  const shown = plainText(name);
  switch (kind) {
    case "not-hermetic":
      return problem(kind, at, { name: shown, absence: absenceOf(name) });
    case "unfinished":
      return problem("never-finishes/call", at);
    case "known-after-apply":
      return problem(kind, at, { property: shown, kind: kindOf(type, kinds) });
    case "unsupported-service":
      return problem(kind, at, { name: shown, kinds });
    case "invalid-ssm-call":
      return problem(name === "version" ? "invalid-ssm-call/version" : "invalid-ssm-call/name", at);
  }
}

/** What is wrong with a call that declares a resource. */
export function callProblems(
  { type, fault, problems }: CallReport,
  { at, locations }: Pick<CallSite, "at" | "locations">,
  kinds: EvaluatedKinds,
): readonly FileProblem[] {
  const kind = kindOf(type, kinds);
  const found: FileProblem[] = problems.map(({ pointer, what }) => {
    const { location, inHelper } = locate(locations, pointer, at);
    return problem("unsupported-value/call", location, { pointer: plainText(pointer), what, inHelper });
  });
  switch (fault) {
    case null:
    // What spoilt the call, or was thrown, is reported where it stands.
    case "tainted":
    case "threw":
      return found;
    case "id":
      return [problem("invalid-call/id", at, { kind }), ...found];
    case "props":
      return [problem("invalid-call/props", at, { kind }), ...found];
    case "size":
      return [problem("definition-too-large/call", at), ...found];
  }
}
