import { text } from "../../../definition/text.ts";
import { correctedLine, lastName, switchText, write } from "../../../help/corrected-line.ts";
import { joinedWords } from "../../../help/joined-words.ts";
import { butNot } from "../../../help/texts/values.ts";
import { shownValue } from "../../../values/shown-value.ts";
import { HEADER_NAME_CHARACTERS } from "../../header-name.ts";
import type { About, Texts } from "../../texts.ts";
import type { RequestFacts } from "../facts.ts";
import { VALUE } from "../headers.ts";

const TOKEN_REQUEST = "/AuthParameters/OAuthParameters";

/** A header as it stands in a request: its name, a colon, and what its value begins with. */
const WHOLE_HEADER = new RegExp(String.raw`^([${HEADER_NAME_CHARACTERS}]{1,100})\s{0,5}:\s{0,5}([A-Za-z-]{0,20})$`);

/** What is said of what goes with each request. */
export const requestTexts: Texts<RequestFacts> = {
  "header-name": (facts, about) =>
    text(
      `${about.name} is the name of a header: letters, digits and !#$%&'*+-.^_\`|~${facts.whole ? butNot(facts.value) : ""}.`,
      headerNameHint(facts, about),
    ),
  "basic-by-hand": ({ isTokenRequest }, about) => {
    const encoded = "eep the base64 of both in the parameter, and refer to it behind `Basic `.";
    const type = correctedLine("BASIC", about, "/AuthorizationType");
    return text(
      `${about.name} is \`Basic\` and a user name and password as they are, which no server takes: they have to be base64.`,
      isTokenRequest
        ? `K${encoded}`
        : `Write \`${type}\` with the user name and the password, which EventBridge encodes; or k${encoded}`,
    );
  },
  "basic-by-hand/password": ({ scheme }, { name }) =>
    text(
      `${name} begins with \`${scheme}\`, which EventBridge would send as a part of the password.`,
      "Write the password alone: EventBridge makes the header of user name and password by itself.",
    ),
  "credential-header": ({ header }) =>
    text(`EventBridge sends the header \`${header}\` itself, with the credentials of the connection.`),
  "removed-header": ({ header }) =>
    text(
      `EventBridge removes the header \`${header}\` from every request.`,
      "Remove the parameter, or use a header of another name that the endpoint reads.",
    ),
  "public-credential": ({ key }, about) =>
    text(
      `${keyText(key)} is the name of a credential, but its value is declared public.`,
      `Remove ${switchText(false, about, about.path)}, so that AWS and plans keep the value to themselves.`,
    ),
  "duplicate-parameter": ({ key, first }) =>
    text(`${keyText(key)} stands twice; entry ${first} of the list has it already.`),
  "api-limit/bytes": ({ bytes, most }, { name }) =>
    text(`${name} has ${bytes} bytes; an event goes out with ${most} at most.`, "Send less with each event."),
  "client-sent-twice": ({ key }) =>
    text(`EventBridge sends the client's id and secret by itself; the token request may have \`${key}\` twice.`),
  "body-with-get": (_, about) =>
    text(
      "The token request is a GET, whose body no server has to read.",
      `Write \`${correctedLine("POST", about, `${TOKEN_REQUEST}/HttpMethod`)}\`, or the parameters as \`${lastName(`${TOKEN_REQUEST}/OAuthHttpParameters/QueryStringParameters`, about.source)}\`.`,
    ),
};

function headerNameHint({ value, whole, reference }: RequestFacts["header-name"], about: About): string {
  const [, header, scheme = ""] = WHOLE_HEADER.exec(value) ?? [];
  if (header !== undefined) {
    const line = write(header, about);
    if (scheme === "") return line;
    const before = `${scheme} `;
    const key = reference === undefined ? "" : `: \`${correctedLine({ reference, before }, about, VALUE)}\``;
    return `${line} and put \`${scheme}\` before the reference in the value${key}`;
  }
  const joined = whole && shownValue(value) !== null ? joinedWords(value, HEADER_NAME_CHARACTERS) : "";
  return joined === "" ? write("x-api-key", about, false) : write(joined, about);
}

function keyText(key: string): string {
  const shown = shownValue(key);
  return shown === null ? "The parameter's key" : `\`${shown.slice(1, -1)}\``;
}
