import type { Definition } from "../engine/definition/definition.ts";
import { type Diagnostic, sortDiagnostics } from "../engine/definition/diagnostic.ts";
import { keyText } from "../engine/values/key.ts";
import { isSent, type Plan } from "../engine/plan/plan.ts";
import type { PlanningCode } from "../engine/plan/planning-rules.ts";
import type { Reference } from "../engine/values/reference.ts";
import type { ParameterInfo } from "../ports/parameters.ts";
import { putParameterCommand } from "../engine/help/put-parameter.ts";

/** Parameter Store keeps so many versions of a parameter, the newest; that it keeps no more is unconfirmed. */
const VERSIONS_KEPT = 100;
/** An expiration is told of so long ahead, in milliseconds. */
const EXPIRES_SOON_MS = 30 * 24 * 3_600_000;

/** What is wrong with one parameter, by its metadata. */
export interface ParameterProblem {
  readonly code: PlanningCode;
  /** Name of the parameter. */
  readonly path: string;
  /** A clause. */
  readonly message: string;
  /** What to do, as an imperative. */
  readonly hint: string;
  /** The type of the parameter that is to be made; absent: none is. */
  readonly make?: "SecureString" | "String";
  /** Whether nothing can be sent that has its value in it. */
  readonly stops: boolean;
}

/** What a plan knows besides. */
export interface Planned {
  /** Text of the key of each resource that is sent what its definition says. */
  readonly written: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Where the parameters are. */
  readonly region: string;
}

/**
 * What is wrong with the parameters that definitions refer to. Each concerns the resources that refer to it: what would
 * be written with a parameter that cannot be used is stopped, what would not is warned of, and nobody else notices.
 */
export function checkParameters(
  definitions: readonly Definition[],
  parameters: ReadonlyMap<string, ParameterInfo>,
  { written, now, region }: Planned,
): readonly Diagnostic[] {
  const told = new Set<string>();
  const isWritten = ({ key }: Definition): boolean => written.has(keyText(key));
  // What is stopped comes first, and has the command.
  const ordered = [...definitions.filter(isWritten), ...definitions.filter((each) => !isWritten(each))];
  return ordered.flatMap(({ key, name, references }) =>
    references.flatMap(({ reference, file, line, column }) =>
      problemsOf(reference, parameters.get(reference.path), now).map(
        ({ code, message, stops, ...problem }): Diagnostic => {
          const isStopped = stops && written.has(keyText(key));
          const waits = stops && !isStopped ? `; "${name}" stays as it is, and its next change waits for that` : "";
          // Once for each parameter: others may refer to it, too.
          const command = told.has(problem.path) ? undefined : commandFor(problem, region);
          if (command !== undefined) told.add(problem.path);
          const hint = command === undefined ? problem.hint : `${problem.hint}: \`${command}\``;
          const severity = isStopped ? "error" : "warning";
          return { code, severity, message: message + waits, hint, file, line, column, about: key };
        },
      ),
    ),
  );
}

/** A plan with what is wrong with the parameters that its definitions refer to. */
export function withParameterProblems(
  plan: Plan,
  definitions: readonly Definition[],
  parameters: ReadonlyMap<string, ParameterInfo>,
  now: number,
): Plan {
  const written = new Set(plan.changes.filter(isSent).map(({ key }) => keyText(key)));
  const problems = checkParameters(definitions, parameters, { written, now, region: plan.target.region });
  return { ...plan, diagnostics: sortDiagnostics([...plan.diagnostics, ...problems]) };
}

function commandFor({ path, make }: Pick<ParameterProblem, "path" | "make">, region: string): string | undefined {
  return make === undefined ? undefined : putParameterCommand({ path, type: make, region });
}

/** What is wrong with the parameter that a reference names. `found`: its metadata; undefined: there is none. */
export function problemsOf(
  { path, service, version }: Reference,
  found: ParameterInfo | undefined,
  now: number,
): readonly ParameterProblem[] {
  const isSecure = service === "ssm-secure";
  if (found === undefined) {
    return [
      {
        code: "parameter-not-found",
        path,
        message: `there is no parameter ${path} in this account and region`,
        hint: "create it",
        make: isSecure ? "SecureString" : "String",
        stops: true,
      },
    ];
  }
  const problems: ParameterProblem[] = [];
  const oldest = Math.max(found.version - VERSIONS_KEPT, 0) + 1;
  if (version !== null && (version > found.version || version < oldest)) {
    const what =
      version > found.version
        ? `has no version ${version}; the newest is ${found.version}`
        : `has version ${version} no longer: Parameter Store keeps the newest ${VERSIONS_KEPT}, from ${oldest} on`;
    problems.push({
      code: "parameter-version-not-found",
      path,
      message: `parameter ${path} ${what}`,
      hint: "pin a version that exists, or leave the version out to follow the newest",
      stops: true,
    });
  }
  if (!isSecure && found.type === "SecureString") {
    problems.push({
      code: "secure-parameter-in-plain-reference",
      path,
      message: `parameter ${path} is a SecureString, but the reference says it is a plain one`,
      hint: `write {{resolve:ssm-secure:${path}}}, which is possible where AWS keeps the value write-only`,
      stops: true,
    });
  }
  if (isSecure && found.type !== "SecureString") {
    problems.push({
      code: "parameter-not-secure",
      path,
      message: `parameter ${path} is a ${found.type}: everybody who may read parameters can read it`,
      hint: "store it in another parameter, as a SecureString: the type of one cannot be changed",
      stops: true,
    });
  }
  if (found.expires !== null && found.expires <= now + EXPIRES_SOON_MS) {
    const day = new Date(found.expires).toISOString().slice(0, 10);
    problems.push({
      code: "parameter-expires",
      path,
      message: `parameter ${path} expires on ${day}: Parameter Store deletes it then`,
      hint: "store it again with a later expiration, or with none",
      stops: false,
    });
  }
  return problems;
}
