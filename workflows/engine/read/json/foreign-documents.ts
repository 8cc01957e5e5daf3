import type { Node } from "jsonc-parser";
import { squash } from "../../values/did-you-mean.ts";
import { plainText } from "../../values/plain-text.ts";
import type { DocumentFacts, PlainDocument, TerraformCredential } from "../facts.ts";
import { type Problem, problem } from "../problem.ts";
import { type Member, membersOf } from "./tree.ts";

/** A JSON document of another tool. */
export type ForeignDocument = Problem<keyof DocumentFacts, Node>;

/** Members that tell a document; alternatives, each with all that have to be there. The more special one comes first. */
const marked: readonly (readonly [PlainDocument, ...marks: readonly (readonly string[])[]])[] = [
  [
    "Cloud Control",
    ["TypeName", "DesiredState"],
    ["TypeName", "ResourceDescription"],
    ["ResourceDescription"],
    ["ProgressEvent"],
  ],
  ["API destination", ["ConnectionArn", "InvocationEndpoint"], ["ApiDestinationArn"]],
  ["description", ["ConnectionArn", "ConnectionState"], ["ConnectionArn", "Name"]],
  ["Terraform state", ["terraform_version", "resources"]],
  ["TypeScript", ["compilerOptions"]],
  [
    "package",
    ["name", "dependencies"],
    ["name", "devDependencies"],
    ["name", "scripts"],
    ["name", "version", "private"],
    ["lockfileVersion", "packages"],
  ],
  ["GitHub", ["message", "documentation_url"]],
  ["Kubernetes", ["apiVersion", "kind"]],
  ["configuration", ["secretPrefixes"], ["oauthHosts"], ["onRotation"]],
  ["JSON Schema", ["$defs"], ["definitions", "properties"], ["typeName", "properties"]],
  ["event pattern", ["source", "detail-type"], ["detail-type", "detail"]],
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
  const [document] = marked.find(([, ...marks]) => marks.some((mark) => mark.every((name) => names.has(name)))) ?? [];
  return document === undefined || first === undefined || isDefinition ? undefined : plain(document, first);
}

/** A document whose values SOPS has encrypted: it says so beside them. */
function encrypted(members: readonly Member[]): ForeignDocument | undefined {
  const sops = member(members, "sops");
  const marks = sops === undefined ? [] : objectMembers(sops.value).map(({ name }) => name);
  if (sops === undefined || !(marks.includes("mac") || marks.includes("lastmodified"))) return undefined;
  return plain("SOPS", sops);
}

/** A managed resource of Crossplane. */
function kubernetes(members: readonly Member[]): ForeignDocument | undefined {
  const kind = member(members, "kind");
  const spec = member(members, "spec");
  const isManaged = member(members, "apiVersion") !== undefined && kind?.value.value === "Connection";
  const provider = spec === undefined ? undefined : member(objectMembers(spec.value), "forProvider");
  return isManaged && kind !== undefined && provider !== undefined ? plain("Crossplane", kind) : undefined;
}

const connectionType = "AWS::Events::Connection";

/** A template of CloudFormation, SAM or the CDK; or its `Resources` alone. */
function template(members: readonly Member[]): ForeignDocument | undefined {
  const resources = member(members, "Resources");
  const inner = resources === undefined ? members : objectMembers(resources.value);
  const all = inner.filter(({ value }) => typeOf(value)?.startsWith("AWS::") === true);
  const isTemplate = resources !== undefined || members.some(({ name }) => name === "AWSTemplateFormatVersion");
  if (!isTemplate && (all.length === 0 || all.length < inner.length)) return undefined;
  const first = resources ?? members[0];
  if (first === undefined) return undefined;

  const [id, another] = all
    .filter(({ value }) => typeOf(value) === connectionType)
    .map(({ name }) => plainText(name, 30));
  return id === undefined
    ? plain("other template", first)
    : problem("foreign-document/template", first.key, { id, another });
}

/** One resource of a template. */
function resource(members: readonly Member[]): ForeignDocument | undefined {
  const type = member(members, "Type");
  const properties = member(members, "Properties");
  if (type?.value.type !== "string" || properties?.value.type !== "object") return undefined;
  return plain(type.value.value === connectionType ? "resource" : "other resource", type);
}

function terraform(members: readonly Member[]): ForeignDocument | undefined {
  const found = ["resource", "terraform", "provider", "variable"].flatMap((name) => member(members, name) ?? [])[0];
  if (found === undefined || isConnection(members) || !["object", "array"].includes(found.value.type)) return undefined;
  const type = objectMembers(found.value).find(({ name }) =>
    /^aws(?:cc)?_(?:cloudwatch_event|events)_connection$/.test(name),
  );
  const id = type === undefined ? undefined : objectMembers(type.value)[0]?.name;
  return problem("foreign-document/terraform", found.key, { id: id && plainText(id, 30) });
}

const terraformCredentials: readonly TerraformCredential[] = ["api_key", "basic", "oauth"];

/** What stands in a resource of Terraform, alone. */
function terraformBody(members: readonly Member[]): ForeignDocument | undefined {
  const auth = member(members, "auth_parameters");
  const first = member(members, "authorization_type") ?? auth;
  if (first === undefined) return undefined;
  const credentials = (auth === undefined ? [] : objectMembers(auth.value)).flatMap(
    ({ name }) => terraformCredentials.find((known) => known === name) ?? [],
  );
  return problem("foreign-document/terraform-names", first.key, { credentials });
}

const blocks = new Set(["apikeyauthparameters", "basicauthparameters", "oauthparameters"]);

/** The credentials alone, as `aws events create-connection --auth-parameters` takes them; or a list of connections. */
function parts(members: readonly Member[]): ForeignDocument | undefined {
  const list = members.find(
    ({ name, value }) => value.type === "array" && /^(?:connections?|definitions)$/i.test(name),
  );
  if (list !== undefined && list.name !== "connections") {
    return problem("foreign-document/list", list.key, { name: list.name });
  }
  const block = members.find(({ name }) => blocks.has(squash(name)));
  if (block === undefined || isConnection(members)) return undefined;
  return problem("foreign-document/part", block.key, { name: plainText(block.name, 30) });
}

/** Connections by their ids. */
function map(members: readonly Member[]): ForeignDocument | undefined {
  const holder = member(members, "connections");
  const inner = (holder === undefined ? members : objectMembers(holder.value)).filter(({ name }) => name !== "$schema");
  const [first] = inner;
  const isMap = inner.every(({ value }) => isConnection(objectMembers(value)));
  if (first === undefined || !isMap || (inner.length === 1 && holder === undefined && isWrapper(first.name)))
    return undefined;
  return problem("foreign-document/map", first.key, { id: plainText(first.name, 30) });
}

function plain(document: PlainDocument, { key }: Member): ForeignDocument {
  return problem("foreign-document/json", key, { document });
}

/** A name that says what it holds is no id: the interpretation says what to do with it. */
function isWrapper(name: string): boolean {
  return /^(?:properties|props|connection|resource|desiredState|definition|spec|config|data)$/i.test(name);
}

function isConnection(members: readonly Member[]): boolean {
  return members.some(({ name }) => ["authorizationtype", "authparameters"].includes(squash(name)));
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
