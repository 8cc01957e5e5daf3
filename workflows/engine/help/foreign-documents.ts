import type { Node } from "jsonc-parser";
import { squash } from "../values/did-you-mean.ts";
import { plainText } from "../values/plain-text.ts";
import { type Member, membersOf } from "../read/json/json-tree.ts";

/** A JSON document of another tool: what it is, and what to write instead. */
export interface ForeignDocument {
  readonly node: Node;
  /** In words that follow "the file is". */
  readonly what: string;
  readonly hint: string;
}

interface Kind {
  readonly what: string;
  readonly hint: string;
  /** Members that tell the document; alternatives, each with all that have to be there. */
  readonly marks: readonly (readonly string[])[];
}

const keepOut = "Keep it outside the definitions folder.";
const secret = '"{{resolve:ssm-secure:/bridgehead/…}}"';

/** Told by the names of their members alone. The more special one comes first. */
const kinds: readonly Kind[] = [
  {
    what: "a request or an answer of Cloud Control",
    hint: "Write the connection alone, as an object: what stands in `DesiredState` or `Properties` as text, without the quotes around it.",
    marks: [
      ["TypeName", "DesiredState"],
      ["TypeName", "ResourceDescription"],
      ["ResourceDescription"],
      ["ProgressEvent"],
    ],
  },
  {
    what: "the description of an API destination, which Bridgehead does not manage",
    hint: "Declare the API destination with another tool; here stands the connection that it uses.",
    marks: [["ConnectionArn", "InvocationEndpoint"], ["ApiDestinationArn"]],
  },
  {
    what: "what `aws events describe-connection` prints, which has no credentials",
    hint: `Keep \`Name\`, \`Description\`, \`AuthorizationType\` and \`AuthParameters\`, and add the credential: ${secret}.`,
    marks: [
      ["ConnectionArn", "ConnectionState"],
      ["ConnectionArn", "Name"],
    ],
  },
  {
    what: "Terraform's state",
    hint: keepOut,
    marks: [["terraform_version", "resources"]],
  },
  { what: "the configuration of TypeScript", hint: keepOut, marks: [["compilerOptions"]] },
  {
    what: "the description of a package",
    hint: keepOut,
    marks: [
      ["name", "dependencies"],
      ["name", "devDependencies"],
      ["name", "scripts"],
      ["name", "version", "private"],
      ["lockfileVersion", "packages"],
    ],
  },
  {
    what: "an answer of GitHub, which could not give the file",
    hint: "Get the file anew, in the form that GitHub calls raw.",
    marks: [["message", "documentation_url"]],
  },
  {
    what: "a Kubernetes object",
    hint: keepOut,
    marks: [["apiVersion", "kind"]],
  },
  {
    what: "the configuration of Bridgehead",
    hint: "It is `bridgehead.config.json` at the root of the repository.",
    marks: [["secretPrefixes"], ["oauthHosts"], ["onRotation"]],
  },
  {
    what: "a JSON Schema",
    hint: keepOut,
    marks: [["$defs"], ["definitions", "properties"], ["typeName", "properties"]],
  },
  {
    what: "the pattern of an EventBridge rule, which Bridgehead does not manage",
    hint: keepOut,
    marks: [
      ["source", "detail-type"],
      ["detail-type", "detail"],
    ],
  },
];

/** What else than definitions a JSON document is; undefined when it is nothing that is known. */
export function foreignDocument(root: Node): ForeignDocument | undefined {
  if (root.type !== "object") return undefined;
  const members = membersOf(root);
  return (
    encrypted(members) ??
    template(members) ??
    kubernetes(members) ??
    resource(members) ??
    terraform(members) ??
    terraformBody(members) ??
    known(members) ??
    parts(members) ??
    map(members)
  );
}

function known(members: readonly Member[]): ForeignDocument | undefined {
  const [first] = members;
  const names = new Set(members.map(({ name }) => name));
  // What says how it authenticates is a definition, with something beside it that is reported there.
  const isDefinition = members.some(({ name }) => squash(name) === "authorizationtype") && !names.has("ConnectionArn");
  const kind = kinds.find(({ marks }) => marks.some((mark) => mark.every((name) => names.has(name))));
  return kind === undefined || first === undefined || isDefinition ? undefined : { ...kind, node: first.key };
}

/** A document whose values SOPS has encrypted: it says so beside them. */
function encrypted(members: readonly Member[]): ForeignDocument | undefined {
  const sops = member(members, "sops");
  const marks = sops === undefined ? [] : objectMembers(sops.value).map(({ name }) => name);
  if (sops === undefined || !(marks.includes("mac") || marks.includes("lastmodified"))) return undefined;
  const hint = `Commit it decrypted: Bridgehead has no key. Put the credentials alone into Parameter Store: ${secret}.`;
  return { node: sops.key, what: "encrypted by SOPS", hint };
}

/** A managed resource of Crossplane. */
function kubernetes(members: readonly Member[]): ForeignDocument | undefined {
  const kind = member(members, "kind");
  const spec = member(members, "spec");
  const isConnection = member(members, "apiVersion") !== undefined && kind?.value.value === "Connection";
  const provider = spec === undefined ? undefined : member(objectMembers(spec.value), "forProvider");
  if (!isConnection || kind === undefined || provider === undefined) return undefined;
  const hint =
    "Write what stands in `spec.forProvider` alone, without `region` and without the lists around objects: `basic` is " +
    `\`basicAuthParameters\`, and a \`…SecretRef\` is ${secret}.`;
  return { node: kind.key, what: "a Kubernetes object of Crossplane", hint };
}

const connectionType = "AWS::Events::Connection";

/** A template of CloudFormation, SAM or the CDK; or its `Resources` alone. */
function template(members: readonly Member[]): ForeignDocument | undefined {
  const resources = member(members, "Resources");
  const inner = resources === undefined ? members : objectMembers(resources.value);
  const all = inner.filter(({ value }) => typeOf(value)?.startsWith("AWS::") === true);
  const isTemplate = resources !== undefined || members.some(({ name }) => name === "AWSTemplateFormatVersion");
  if (!isTemplate && (all.length === 0 || all.length < inner.length)) return undefined;
  const node = (resources ?? members[0])?.key;
  if (node === undefined) return undefined;

  const connections = all
    .filter(({ value }) => typeOf(value) === connectionType)
    .map(({ name }) => plainText(name, 30));
  const [id, another] = connections;
  if (id === undefined) return { node, what: "a CloudFormation template without a connection", hint: keepOut };
  const from = `the \`Properties\` of \`${id}\``;
  const hint =
    another === undefined
      ? `Write ${from} alone, with \`"id": "${id}"\` beside them: the names are the same.`
      : `Write an array with ${from}, of \`${another}\` and so on, each with an \`"id"\`: the names are the same.`;
  return { node, what: "a CloudFormation template", hint };
}

/** One resource of a template. */
function resource(members: readonly Member[]): ForeignDocument | undefined {
  const type = member(members, "Type");
  const properties = member(members, "Properties");
  if (type?.value.type !== "string" || properties?.value.type !== "object") return undefined;
  if (type.value.value !== connectionType) {
    return { node: type.key, what: "a resource that Bridgehead does not manage", hint: keepOut };
  }
  const hint = "Write what stands in `Properties` alone: the names are the same.";
  return { node: type.key, what: "a resource of a CloudFormation template", hint };
}

function terraform(members: readonly Member[]): ForeignDocument | undefined {
  const found = ["resource", "terraform", "provider", "variable"].flatMap((name) => member(members, name) ?? [])[0];
  const isDefinition = members.some(({ name }) => ["authorizationtype", "authparameters"].includes(squash(name)));
  if (found === undefined || isDefinition || !["object", "array"].includes(found.value.type)) return undefined;
  const type = objectMembers(found.value).find(({ name }) =>
    /^aws(?:cc)?_(?:cloudwatch_event|events)_connection$/.test(name),
  );
  const id = type === undefined ? undefined : objectMembers(type.value)[0]?.name;
  const hint =
    `Write \`{ "id": "${plainText(id ?? "…", 30)}", "authorizationType": …, "authParameters": { "apiKeyName": …, ` +
    `"apiKey": ${secret} } }\` with the values of the resource.`;
  return { node: found.key, what: "Terraform, which Bridgehead does not read", hint };
}

const credentialsInTerraform = new Map([
  ["api_key", "`api_key { key, value }` is `{ apiKeyName, apiKey }`"],
  ["basic", "`basic` is `basicAuthParameters`"],
  ["oauth", "`oauth` is `oauthParameters`, its `body` is `bodyParameters`"],
]);

/** What stands in a resource of Terraform, alone. */
function terraformBody(members: readonly Member[]): ForeignDocument | undefined {
  const auth = member(members, "auth_parameters");
  const first = member(members, "authorization_type") ?? auth;
  if (first === undefined) return undefined;
  const credentials = auth === undefined ? [] : objectMembers(auth.value);
  const renamed = credentials.flatMap(({ name }) => credentialsInTerraform.get(name) ?? []).map((text) => `, ${text}`);
  const hint = `Write names in camelCase: \`authorization_type\` is \`authorizationType\`, \`auth_parameters\` is \`authParameters\`${renamed.join("")}.`;
  return { node: first.key, what: "a resource in the names of Terraform", hint };
}

const blocks = new Set(["apikeyauthparameters", "basicauthparameters", "oauthparameters"]);

/** The credentials alone, as `aws events create-connection --auth-parameters` takes them; or a list of connections. */
function parts(members: readonly Member[]): ForeignDocument | undefined {
  const list = members.find(
    ({ name, value }) => value.type === "array" && /^(?:connections?|definitions)$/i.test(name),
  );
  if (list !== undefined && list.name !== "connections") {
    const what = `an object whose list is named \`${list.name}\`, not \`connections\``;
    return { node: list.key, what, hint: 'Write `{ "connections": [ … ] }`, with the credentials of each connection.' };
  }
  const block = members.find(({ name }) => blocks.has(squash(name)));
  const isWhole = members.some(({ name }) => ["authorizationtype", "authparameters"].includes(squash(name)));
  if (block === undefined || isWhole) return undefined;
  const hint = `Write \`{ "AuthorizationType": …, "AuthParameters": { "${plainText(block.name, 30)}": … } }\`.`;
  return { node: block.key, what: "what belongs in `AuthParameters`, alone", hint };
}

/** Connections by their ids. */
function map(members: readonly Member[]): ForeignDocument | undefined {
  const holder = member(members, "connections");
  const inner = (holder === undefined ? members : objectMembers(holder.value)).filter(({ name }) => name !== "$schema");
  const [first] = inner;
  const isMap = inner.every(({ value }) => isConnection(value));
  if (first === undefined || !isMap || (inner.length === 1 && holder === undefined && isWrapper(first.name)))
    return undefined;
  const hint = `Write an array: \`[{ "id": "${plainText(first.name, 30)}", … }, …]\`.`;
  return { node: first.key, what: "a map of connections", hint };
}

/** A name that says what it holds is no id: the interpretation says what to do with it. */
function isWrapper(name: string): boolean {
  return /^(?:properties|props|connection|resource|desiredState|definition|spec|config|data)$/i.test(name);
}

function isConnection(node: Node): boolean {
  const names = new Set(objectMembers(node).map(({ name }) => squash(name)));
  return names.has("authorizationtype") || names.has("authparameters");
}

function objectMembers(node: Node): readonly Member[] {
  return node.type === "object" ? membersOf(node) : [];
}

function member(members: readonly Member[], name: string): Member | undefined {
  return members.find((candidate) => candidate.name === name);
}

function typeOf(node: Node): string | undefined {
  const type = member(objectMembers(node), "Type");
  return type?.value.type === "string" ? String(type.value.value) : undefined;
}
