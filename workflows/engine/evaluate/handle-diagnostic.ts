import { extraProperties } from "../kinds/connection/extras.ts";
import { connectionSchema } from "../kinds/connection/schema.ts";
import { spellingsOf } from "../kinds/spellings.ts";
import type { Diagnostic, Location } from "../diagnostic.ts";
import { didYouMean } from "../did-you-mean.ts";
import { plainText } from "../plain-text.ts";
import { diagnose } from "./diagnose.ts";

const code = "known-after-apply";
const known = "Use `name` or `id`; `exportArn` writes the ARN to a parameter.";

/** What to say where a definition reads something of a declared connection that is neither its id nor its name. */
export function handleDiagnostic(property: string, at: Location): Diagnostic {
  const shown = plainText(property);
  if (["toString", "valueOf"].includes(property)) {
    return diagnose(code, at, "a connection is not a text", "Use its `name` or `id`.");
  }
  if (["catch", "finally"].includes(property)) {
    const message = `a connection has no \`${property}\`: it is declared at once, and applied later`;
    return diagnose(code, at, message, 'Write `await AWS.Events.Connection("id", { … })`, and nothing behind it.');
  }
  if (isMadeByAws(property)) {
    return diagnose(code, at, `"${shown}" of a connection is known only after the apply`, known);
  }
  const near = didYouMean(property, ["name", "id"]);
  if (near !== undefined) {
    return diagnose(
      code,
      at,
      `a connection has no "${shown}" that a definition could use`,
      `Did you mean \`${near}\`?`,
    );
  }
  if (isGiven(property)) {
    const message = `a connection does not hand on the "${shown}" that it was given`;
    return diagnose(code, at, message, "Keep the value in a constant, and use that in both places.");
  }
  return diagnose(code, at, `"${shown}" of a connection is not known before the apply`, known);
}

function isMadeByAws(property: string): boolean {
  return names((access) => access === "read-only").includes(property);
}

function isGiven(property: string): boolean {
  return [...names((access) => access !== "read-only"), ...Object.keys(extraProperties[""] ?? {})].includes(property);
}

function names(has: (access: string | undefined) => boolean): readonly string[] {
  return Object.entries(connectionSchema.properties).flatMap(([name, { access }]) =>
    has(access) ? spellingsOf(name) : [],
  );
}
