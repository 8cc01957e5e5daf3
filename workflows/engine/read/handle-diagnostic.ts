import type { Diagnostic, Location } from "../definition/diagnostic.ts";
import { didYouMean } from "../values/did-you-mean.ts";
import { callText } from "../kinds/resource-kind.ts";
import { withArticle } from "../kinds/noun.ts";
import { plainText } from "../values/plain-text.ts";
import { diagnose } from "./diagnose.ts";
import type { EvaluatedKind } from "./evaluated-kinds.ts";

const code = "known-after-apply";
const known = "Use `name` or `id`; `exportArn` writes the ARN to a parameter.";

/** What to say where a definition reads something of a declared resource that is neither its id nor its name. */
export function handleDiagnostic(property: string, at: Location, kind: EvaluatedKind): Diagnostic {
  const shown = plainText(property);
  const one = withArticle(kind.noun);
  if (["toString", "valueOf"].includes(property)) {
    return diagnose(code, at, `${one} is not a text`, "Use its `name` or `id`.");
  }
  if (["catch", "finally"].includes(property)) {
    const message = `${one} has no \`${property}\`: it is declared at once, and applied later`;
    return diagnose(code, at, message, `Write \`await ${callText(kind)}("id", { … })\`, and nothing behind it.`);
  }
  if (kind.made.includes(property)) {
    return diagnose(code, at, `"${shown}" of ${one} is known only after the apply`, known);
  }
  const near = kind.name.includes(property) ? "name" : didYouMean(property, ["name", "id"]);
  if (near !== undefined) {
    return diagnose(code, at, `${one} has no "${shown}" that a definition could use`, `Did you mean \`${near}\`?`);
  }
  if (kind.given.includes(property)) {
    const message = `${one} does not hand on the "${shown}" that it was given`;
    return diagnose(code, at, message, "Keep the value in a constant, and use that in both places.");
  }
  return diagnose(code, at, `"${shown}" of ${one} is not known before the apply`, known);
}
