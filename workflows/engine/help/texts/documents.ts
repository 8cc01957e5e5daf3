import { type Text, text } from "../../definition/text.ts";
import type { DocumentFacts, PlainDocument, TerraformCredential } from "../../read/facts.ts";
import type { FileTexts } from "../tell-files.ts";

const keepOut = "Keep it outside the definitions folder.";
const secret = '"{{resolve:ssm-secure:/bridgehead/…}}"';
/** `what` follows "the file is". */
const foreign = (what: string, hint = keepOut) => text(`the file is ${what}`, hint);

const documents: Readonly<Record<PlainDocument, Text>> = {
  "Cloud Control": foreign(
    "a request or an answer of Cloud Control",
    "Write the connection alone, as an object: what stands in `DesiredState` or `Properties` as text, without the quotes around it.",
  ),
  "API destination": foreign(
    "the description of an API destination, which Bridgehead does not manage",
    "Declare the API destination with another tool; here stands the connection that it uses.",
  ),
  description: foreign(
    "what `aws events describe-connection` prints, which has no credentials",
    `Keep \`Name\`, \`Description\`, \`AuthorizationType\` and \`AuthParameters\`, and add the credential: ${secret}.`,
  ),
  "Terraform state": foreign("Terraform's state"),
  TypeScript: foreign("the configuration of TypeScript"),
  package: foreign("the description of a package"),
  GitHub: foreign(
    "an answer of GitHub, which could not give the file",
    "Get the file anew, in the form that GitHub calls raw.",
  ),
  Kubernetes: foreign("a Kubernetes object"),
  configuration: foreign(
    "the configuration of Bridgehead",
    "It is `bridgehead.config.json` at the root of the repository.",
  ),
  "JSON Schema": foreign("a JSON Schema"),
  "event pattern": foreign("the pattern of an EventBridge rule, which Bridgehead does not manage"),
  SOPS: foreign(
    "encrypted by SOPS",
    `Commit it decrypted: Bridgehead has no key. Put the credentials alone into Parameter Store: ${secret}.`,
  ),
  Crossplane: foreign(
    "a Kubernetes object of Crossplane",
    "Write what stands in `spec.forProvider` alone, without `region` and without the lists around objects: `basic` is " +
      `\`basicAuthParameters\`, and a \`…SecretRef\` is ${secret}.`,
  ),
  "other template": foreign("a CloudFormation template without a connection"),
  resource: foreign(
    "a resource of a CloudFormation template",
    "Write what stands in `Properties` alone: the names are the same.",
  ),
  "other resource": foreign("a resource that Bridgehead does not manage"),
};

const credentialTexts: Readonly<Record<TerraformCredential, string>> = {
  api_key: "`api_key { key, value }` is `{ apiKeyName, apiKey }`",
  basic: "`basic` is `basicAuthParameters`",
  oauth: "`oauth` is `oauthParameters`, its `body` is `bodyParameters`",
};

/** Of a JSON document that another tool wrote. */
export const documentTexts: FileTexts<keyof DocumentFacts> = {
  "foreign-document/json": ({ document }) => documents[document],
  "foreign-document/list": ({ name }) =>
    foreign(
      `an object whose list is named \`${name}\`, not \`connections\``,
      'Write `{ "connections": [ … ] }`, with the credentials of each connection.',
    ),
  "foreign-document/map": ({ id }) => foreign("a map of connections", `Write an array: \`[{ "id": "${id}", … }, …]\`.`),
  "foreign-document/part": ({ name }) =>
    foreign(
      "what belongs in `AuthParameters`, alone",
      `Write \`{ "AuthorizationType": …, "AuthParameters": { "${name}": … } }\`.`,
    ),
  "foreign-document/template": ({ id, another }) => {
    const from = `the \`Properties\` of \`${id}\``;
    const hint =
      another === undefined
        ? `Write ${from} alone, with \`"id": "${id}"\` beside them: the names are the same.`
        : `Write an array with ${from}, of \`${another}\` and so on, each with an \`"id"\`: the names are the same.`;
    return foreign("a CloudFormation template", hint);
  },
  "foreign-document/terraform": ({ id = "…" }) =>
    foreign(
      "Terraform, which Bridgehead does not read",
      `Write \`{ "id": "${id}", "authorizationType": …, "authParameters": { "apiKeyName": …, ` +
        `"apiKey": ${secret} } }\` with the values of the resource.`,
    ),
  "foreign-document/terraform-names": ({ credentials }) => {
    const renamed = credentials.map((name) => `, ${credentialTexts[name]}`).join("");
    const hint = `Write names in camelCase: \`authorization_type\` is \`authorizationType\`, \`auth_parameters\` is \`authParameters\`${renamed}.`;
    return foreign("a resource in the names of Terraform", hint);
  },
};
