import type { Definition, ReferenceUse } from "./engine/definition.ts";
import type { Diagnostic } from "./engine/diagnostic.ts";
import type { ParameterInfo } from "./ports/parameters.ts";

/** What is wrong with the parameters that definitions refer to, from their metadata alone. */
export function checkParameters(
  definitions: readonly Definition[],
  parameters: ReadonlyMap<string, ParameterInfo>,
): readonly Diagnostic[] {
  return definitions.flatMap(({ references }) =>
    references.flatMap((use) => {
      const problem = problemOf(use, parameters.get(use.reference.path));
      return problem === undefined ? [] : [{ ...problem, file: use.file, line: use.line, column: use.column }];
    }),
  );
}

function problemOf(
  { reference }: ReferenceUse,
  found: ParameterInfo | undefined,
): Pick<Diagnostic, "code" | "severity" | "message" | "hint"> | undefined {
  const { path, service, version } = reference;
  if (found === undefined) {
    return {
      code: "parameter-not-found",
      severity: "error",
      message: `there is no parameter ${path} in this account and region`,
      hint: `create it: aws ssm put-parameter --type SecureString --name ${path} --value …`,
    };
  }
  if (version !== null && version > found.version) {
    return {
      code: "parameter-version-not-found",
      severity: "error",
      message: `parameter ${path} has no version ${version}; the newest is ${found.version}`,
      hint: "pin a version that exists, or leave the version out to follow the newest",
    };
  }
  if (service === "ssm" && found.type === "SecureString") {
    return {
      code: "secure-parameter-in-plain-reference",
      severity: "error",
      message: `parameter ${path} is a SecureString, but the reference says it is a plain one`,
      hint: `write {{resolve:ssm-secure:${path}}}, which is possible where AWS keeps the value write-only`,
    };
  }
  if (service === "ssm-secure" && found.type !== "SecureString") {
    return {
      code: "parameter-not-secure",
      severity: "warning",
      message: `parameter ${path} is a ${found.type}: everybody who may read parameters can read it`,
      hint: "store it as a SecureString",
    };
  }
  return undefined;
}
