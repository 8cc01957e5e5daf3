import { text } from "../../../definition/text.ts";
import { correctedLine, exampleLine, lastName, write } from "../../../help/corrected-line.ts";
import { add, lackOf } from "../../../help/texts/structure.ts";
import { choiceMessage, unconfirmed } from "../../../help/texts/values.ts";
import { didYouMean } from "../../../values/did-you-mean.ts";
import { nodeAt } from "../../schema.ts";
import { spellingFor } from "../../spellings.ts";
import type { About, Texts } from "../../texts.ts";
import type { CredentialFacts } from "../facts.ts";
import { type AuthorizationType, authorizationTypes as types, connectionSchema, credentialsOf } from "../schema.ts";

const AUTH = "/AuthParameters";

/** What is said of the type of authorization, and of the credentials that go with it. */
export const credentialTexts: Texts<CredentialFacts> = {
  "credentials-missing": ({ block = "ApiKeyAuthParameters" }, about) =>
    text(
      `${about.name} has no credentials.`,
      `Add credentials, such as \`${exampleLine(about, `${about.path}/${block}`)}\``,
    ),
  "missing-property/type": ({ type }, about) => text(lackOf(about), add(correctedLine(type, about))),
  "missing-property/credentials": ({ block }, about) => text(lackOf(about), add(exampleLine(about, about.path, block))),
  "invalid-value/type": ({ value, given }, about) => {
    const meant = given ?? types.find((type) => type === didYouMean(value, types));
    const line = correctedLine(meant ?? "API_KEY", about);
    return text(
      choiceMessage(types, value, about),
      `Write ${meant === undefined ? "one of them, as in " : ""}\`${line}\``,
    );
  },
  "authorization-mismatch": ({ type, given }, about) =>
    text(
      `The authorization type is ${type}, but the credentials are ${nounOf(given)}.`,
      `${write(given, about)} or give ${nounOf(type)}.`,
    ),
  "authorization-inferred": ({ type }) =>
    text(`EventBridge has no authorization type AWS_IAM; the credentials given make it ${type}.`, `Write "${type}".`),
  "credentials-conflict": ({ type, given }, about) =>
    text(
      `${about.name} has ${given.length} kinds of credentials: ${given.map(nounOf).join(", ")}.`,
      type !== undefined && given.includes(type)
        ? `Keep ${nounOf(type)}, which goes with ${type}, and remove the rest.`
        : `Keep the one that the endpoint asks for, such as \`${exampleLine(about, `${AUTH}/ApiKeyAuthParameters`)}\``,
    ),
  "too-many-members": ({ given, extras, count, most }, about) => {
    const names = extras.map((name) => `\`${writtenName(name, about)}\``);
    const kind = given === undefined ? "the credentials" : nounOf(given);
    return text(
      `${about.name} has ${count} members, ${kind} and ${names.join(" and ")}; Cloud Control takes ${most}.`,
      `Leave out ${names.join(" or ")}.`,
    );
  },
  "colon-in-credential": (_, about) => unconfirmed(about),
  "duplicate-property/block": ({ brief, block }, { source }) =>
    text(`\`${brief}\` and \`${source.name(`${AUTH}/${block}`)}\` give the same credentials.`),
  "duplicate-property/token": ({ rival }) =>
    text(
      `\`oauthToken\` and \`${rival}\` cannot stand together.`,
      "`oauthToken` is sent as the header `Authorization: Bearer <token>`; keep one of the two.",
    ),
  "api-key-name-default": () =>
    text(
      "The API key is sent in the header `x-api-key`, as `apiKeyName` is not given.",
      "Write `apiKeyName` to say which header the endpoint reads.",
    ),
  "connectivity-setting-ignored": ({ setting }) =>
    text(
      `\`${setting}\` has no counterpart in AWS and is not sent.`,
      setting === "maxRetries"
        ? "Remove it; retries belong to the `RetryPolicy` of the rule's target."
        : "Remove it; EventBridge has its own timeout for an invocation.",
    ),
};

/** The credentials of a type, in words. */
function nounOf(type: AuthorizationType): string {
  const node = nodeAt(connectionSchema, `${AUTH}/${credentialsOf[type]}`);
  return node?.kind === "object" && node.noun !== undefined ? node.noun : "the credentials";
}

/** A member's name alone, in the style of the object that it stands in. */
function writtenName(name: string, { source }: About): string {
  return spellingFor(name, !/^[A-Z]/.test(lastName(AUTH, source)));
}
