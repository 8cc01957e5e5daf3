import { text } from "../../definition/text.ts";
import { type NameFault, isBelow, MAX_LEVELS, parameterNameFault } from "../../values/parameter-name.ts";
import type { ReferenceFacts } from "../../interpret/facts.ts";
import type { ReferenceFault } from "../../interpret/near-reference.ts";
import { switchOf } from "../../interpret/strings.ts";
import type { About, Texts } from "../../kinds/texts.ts";
import type { Reference } from "../../values/reference.ts";
import { secretShape } from "../../values/secret-shape.ts";
import { shownValue } from "../../values/shown-value.ts";
import { asText, suggestedReference, switchText, textNode } from "../corrected-line.ts";
import { referenceLine } from "../reference-line.ts";

/** What is said of references, and of what was meant as one. */
export const referenceTexts: Texts<ReferenceFacts> = {
  "reference-not-allowed/identifier": (_, { kind }) =>
    text(
      `What identifies the ${kind.noun} cannot be a reference: the plan has to show it.`,
      "Write the values that it is made of as text.",
    ),
  "reference-not-allowed/text": (_, about) => text(`${about.name} cannot be a reference.`, asText(about)),
  "reference-not-allowed/deciding": (_, about) =>
    text(
      `${about.name} cannot be a reference: whoever may write the parameter would decide ${textNode(about).decides}.`,
      asText(about),
    ),
  "reference-not-allowed/json": ({ property }, { source }) =>
    text(
      `A text of \`${source.name(property)}\` has a reference, which cannot stand inside JSON.`,
      "Write the value as text.",
    ),
  "malformed-reference": ({ fault, meant, leaf }, about) => {
    const usable = meant !== null && mayBeShown(meant, about) ? meant : null;
    // A secure reference would be refused where AWS keeps the value readable, another is a warning where it does not.
    const service = leaf.secret ? "ssm-secure" : "ssm";
    const line = referenceLine(leaf, about, { ...(usable ?? suggestedReference(about)), service });
    return text(
      `${about.name} is no reference: ${faultText(fault, about)}.`,
      textInstead(about) ?? (usable === null ? `Write it as in ${line}` : `Write ${line}`),
    );
  },
  "literal-marker": ({ leaf }, about) =>
    text(
      `${about.name} has a marker that only plans may have.`,
      `Refer to the credential: ${referenceLine(leaf, about)}`,
    ),
  "unsupported-reference": ({ leaf }, about) =>
    text(
      `${about.name} refers to Secrets Manager, which this version does not read.`,
      textInstead(about) ?? `Store the value as a SecureString parameter and write ${referenceLine(leaf, about)}`,
    ),
  "readable-secret": ({ leaf }, about) => {
    const at = switchOf(leaf);
    const plain =
      at === null
        ? "Write the value as text, or refer to a String parameter with {{resolve:ssm:/path}}."
        : `Remove ${switchText(false, about, at)}, so that AWS keeps the value to itself.`;
    return text(`AWS keeps ${about.name} readable, so a secret there would be disclosed.`, textInstead(about) ?? plain);
  },
  "plain-parameter-credential": ({ leaf, reference }, about) =>
    text(
      `${about.name} is a credential, but refers to a parameter without encryption.`,
      `Make the parameter a SecureString and write ${referenceLine(leaf, about, { ...reference, service: "ssm-secure" })}`,
    ),
  "system-parameter": (_, about) =>
    text(
      `${about.name} refers to a parameter of the pipeline itself.`,
      `Use a parameter of your own, below ${allowedPrefixes(about)}.`,
    ),
  "parameter-name": ({ leaf, reference, fault, near }, about) =>
    text(
      `${about.name} refers to a parameter by a name that Parameter Store does not take: ${nameFaults[fault]}.`,
      near === null
        ? `Write the parameter's full name, such as ${referenceLine(leaf, about, { ...suggestedReference(about), service: reference.service })}`
        : `Write ${referenceLine(leaf, about, { ...reference, path: near })}`,
    ),
  "parameter-prefix": ({ leaf, reference, near }, about) => {
    const allowed = allowedPrefixes(about);
    const move =
      allowed === ""
        ? "The configuration allows no prefix that the stack allows."
        : `Use a parameter below ${allowed}, or have its prefix added to \`secretPrefixes\` in \`bridgehead.config.json\`.`;
    return text(
      outside(reference, "the allowed prefixes", about),
      near === null
        ? move
        : `Names of parameters tell upper from lower case: write ${referenceLine(leaf, about, { ...reference, path: near })}`,
    );
  },
  "parameter-prefix/stack": ({ reference, prefix }, about) =>
    text(
      outside(reference, "what the stack allows", about),
      `Use a parameter below ${prefix}, or deploy the stack with another \`secretPrefix\`.`,
    ),
};

/** Why Parameter Store would not take a name, in words that follow a colon. */
export const nameFaults: Readonly<Record<NameFault, string>> = {
  long: "it is too long",
  characters: "it may have letters, digits, `_`, `.`, `-` and `/` only",
  "no-slash": "a name with levels begins with `/`",
  "empty-level": "a level of it has no name",
  dots: "`.` and `..` do not lead to other levels",
  levels: `it has more than ${MAX_LEVELS} levels`,
  reserved: "names that begin with `aws` or `ssm` are AWS's own",
};

/** Why a text is no reference, in words that follow a colon. */
const faults: Readonly<Record<ReferenceFault, string>> = {
  empty: "there is nothing in the braces",
  "other-words": "what stands in the braces does not begin with `resolve:`",
  workflow: "this is the syntax of GitHub workflows, whose secrets no definition can read",
  "no-resolve": "`resolve:` is missing",
  "upper-case": "it begins with `resolve:`, in lower case",
  "no-colon": "a colon is missing behind the service",
  service: "the service is `ssm-secure` or `ssm`",
  "spelt-ssm": "the service is spelt `ssm`",
  "spelt-ssm-secure": "the service is spelt `ssm-secure`",
  "spelt-secretsmanager": "the service is spelt `secretsmanager`",
  "no-secret": "it names no secret",
  "no-name": "the name of the parameter is missing",
  name: "the name of the parameter has blanks or braces",
  version: "a version is a number from 1; there are no labels, and without a version it is the newest",
  colons: "there are too many colons",
  blanks: "there are blanks in it",
  form: "it is `{{resolve:ssm-secure:NAME}}` or `{{resolve:ssm-secure:NAME:VERSION}}`",
  open: "the double braces do not close",
  single: "it has single braces",
  bare: "the double braces are missing",
  third: "it has a brace too many",
  "quoted-call": "`ssm(…)` stands in quotes",
  "template-call": "`${…}` works between backticks only, not between quotes",
  arn: "it is the ARN of a parameter",
  parameter: "it is the name of a parameter",
  "other-form": "it has the form of another tool",
  template: "`${…}` is filled in by other tools, not by Bridgehead",
  shell: "a shell fills in such a variable, Bridgehead does not",
  variable: "it is a variable of another tool",
  "other-reference": "it is a reference of another tool",
};

function faultText(fault: ReferenceFault, { source }: About): string {
  return source.json && fault.endsWith("-call") ? "JSON has no `ssm(…)`" : faults[fault];
}

/** What to do where no reference may stand; undefined where one may. */
function textInstead(about: About): string | undefined {
  return textNode(about).decides === undefined ? undefined : asText(about);
}

function allowedPrefixes({ settings }: About): string {
  return settings.secretPrefixes.join(" or ");
}

function outside({ path }: Reference, what: string, { name }: About): string {
  // A credential may stand where the name belongs.
  const shown = path.startsWith("/") ? shownValue(path) : null;
  return `${name} refers to ${shown ?? "a parameter"}, outside ${what}.`;
}

/** Only a well-formed name below an allowed prefix is repeated: anything else may be the credential. */
function mayBeShown({ path }: Reference, { settings }: About): boolean {
  return (
    parameterNameFault(path, settings.region) === null &&
    settings.secretPrefixes.some((prefix) => isBelow(path, prefix)) &&
    secretShape(path) === null
  );
}
