import { text, type Text } from "../../definition/text.ts";
import { defaultLimits } from "../../policy/limits.ts";
import type { OptionFacts } from "../../interpret/facts.ts";
import { FORCED, removals } from "../../definition/own-options.ts";
import { nearAllowedName } from "../../values/parameter-name.ts";
import type { About, Texts } from "../../kinds/texts.ts";
import { didYouMean } from "../../values/did-you-mean.ts";
import type { Json } from "../../values/json.ts";
import { exportParameter, write } from "../corrected-line.ts";
import { nameFaults } from "./references.ts";
import { butNot } from "./values.ts";

/** What is said of Bridgehead's own properties. */
export const optionTexts: Texts<OptionFacts> = {
  "invalid-option/switch": ({ value }, about) =>
    text(`${about.name} is true or false${notThis(value)}.`, switchHint(value, about)),
  "invalid-option/adopt": ({ value }, about) => {
    const near = nearest(value, [FORCED]);
    return text(
      `${about.name} is true, false or "${FORCED}"${notThis(value)}.`,
      near === undefined ? switchHint(value, about) : `${write(near, about)}, or leave it out.`,
    );
  },
  "invalid-option/removal": ({ value }, about) => {
    const near = nearest(value, removals);
    return text(
      `${about.name} is "delete" or "retain"${notThis(value)}.`,
      write(near ?? "retain", about, near !== undefined),
    );
  },
  "invalid-option/parameter": ({ value }, about) =>
    parameter(`is the name of an SSM parameter${notThis(value)}`, about),
  "invalid-option/parameter-name": ({ value, fault }, about) =>
    parameter(`is the name of an SSM parameter: ${nameFaults[fault]}`, about, value),
  "export-arn/none": (_, { kind, path }) => {
    const what = path === "/exportArn" ? "ARN" : "secret of its own";
    return text(`A ${kind.noun} has no ${what} that could be handed on.`, "Remove it.");
  },
  "export-arn/system": (_, about) => parameter("names a parameter of the pipeline itself", about),
  "export-arn/prefix": ({ value }, about) => parameter("names a parameter that is below no prefix", about, value),
};

/** Of a parameter that cannot receive an ARN, with the one that was meant, or might be. */
function parameter(fault: string, about: About, value = ""): Text {
  const near = nearAllowedName(value, [defaultLimits.exportPrefix], about.settings.region);
  return text(`${about.name} ${fault}.`, write(near ?? exportParameter(about.path.slice(1), about), about));
}

function nearest(value: Json, choices: readonly string[]): string | undefined {
  return typeof value === "string" ? didYouMean(value, choices) : undefined;
}

function switchHint(value: Json, { path, source }: About): string {
  const name = path.slice(1);
  const meant = typeof value === "string" && /^\s*(?:false|no|off)\s*$/i.test(value) ? "false" : "true";
  const line = source.json ? `"${name}": ${meant}` : `${name}: ${meant},`;
  return `Write \`${line}\` without quotes, or leave it out.`;
}

/** What stands there instead, where that can be no credential. */
function notThis(value: Json): string {
  if (typeof value === "number" || value === null) return `, not ${value}`;
  return typeof value === "string" ? butNot(value) : "";
}
