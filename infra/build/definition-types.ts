import process from "node:process";
import { connectionSchema, credentialsOf } from "../../workflows/engine/kinds/connection/schema.ts";
import { camelCaseOf } from "../../workflows/engine/kinds/spellings.ts";
import { type AuthorizationType, authorizationTypes, kinds } from "./credential-kinds.ts";
import { nestedTypes, spellingVariants } from "./nested-types.ts";
import { propertyDoc } from "./property-doc.ts";
import { extraMembers, literals, memberOf, membersOf, objectAt, settable, shortMember } from "./type-members.ts";
import { interfaceText, typeText, typeUnion } from "./typescript-text.ts";

const header = `/**
 * The types of a definition, for editors. Written by \`node infra/build/definition-types.ts\` from the facts about the
 * resource type in \`schema.ts\` and \`extras.ts\`: do not edit.
 *
 * The credentials are tied to the type of authorization, by a property that every member of \`ConnectionProps\` has: so
 * the compiler picks the one that is meant, and an error is about the property that is wrong, not about the whole
 * definition. Two things are left to the validation, which says them better: two kinds of credentials together under
 * \`AWS_IAM\`, and \`undefined\`, which is allowed where a property may be left out.
 */
`;

/** The text of `connections/_authoring/types.ts`. */
export function definitionTypes(): string {
  return [header, ...connectionTypes(), ...credentialTypes(), ...nestedTypes()].join("\n");
}

function connectionTypes(): readonly string[] {
  // Last in the alphabet: the compiler compares with it what fits no type, and it takes all credentials.
  const connections = [...authorizationTypes.map((type) => [type, kinds[type].name]), ["AWS_IAM", "Untyped"]] as const;
  const spellings = [true, false];
  const settings = settable(connectionSchema).filter(([name]) => !name.startsWith("Auth"));
  return [
    typeText(
      "AuthorizationType",
      "How EventBridge authenticates to the endpoint; `AWS_IAM`: inferred from the credentials, with a warning.",
      literals([...authorizationTypes, "AWS_IAM"]),
    ),
    typeText(
      "ConnectionProps",
      "The properties of a connection, in camelCase or in CloudFormation's spelling.",
      typeUnion(spellings.flatMap((camelCase) => connections.map(([, kind = ""]) => connectionName(kind, camelCase)))),
    ),
    interfaceText("ConnectionOptions", "Bridgehead's own properties. None of them is sent to AWS.", {
      members: extraMembers(""),
    }),
    interfaceText("ConnectionSettings", "What a connection may have beside its credentials.", {
      extend: "ConnectionOptions",
      members: settings.flatMap(([name, node]) => membersOf(name, node, "")),
    }),
    ...spellings.flatMap((camelCase) =>
      connections.map(([type = "", kind = ""]) => connectionType(type, kind, camelCase)),
    ),
  ];
}

function connectionName(kind: string, camelCase: boolean): string {
  return `${camelCase ? "" : "CloudFormation"}${kind}Connection`;
}

function connectionType(type: string, kind: string, camelCase: boolean): string {
  const [typeName, authName] = ["AuthorizationType", "AuthParameters"];
  const spell = (name: string): string => (camelCase ? camelCaseOf(name) : name);
  const credentials = kind === "Untyped" ? "AuthParameters" : `${kind}Credentials`;
  const what = kind === "Untyped" ? "whose type is inferred from its credentials" : `of the authorization type ${type}`;
  const { properties } = connectionSchema;
  const required = { parent: "", optional: false };
  if (properties[typeName] === undefined || properties[authName] === undefined) throw new Error("no such properties");
  return interfaceText(
    connectionName(kind, camelCase),
    `A connection ${what}${camelCase ? "" : ", in CloudFormation's spelling"}.`,
    {
      extend: "ConnectionSettings",
      members: [
        memberOf(spell(typeName), typeName, properties[typeName], { ...required, type: JSON.stringify(type) }),
        memberOf(spell(authName), authName, properties[authName], { ...required, type: credentials }),
        {
          name: camelCase ? typeName : camelCaseOf(typeName),
          type: "never",
          optional: true,
          doc: "Written in the other spelling.",
        },
      ],
    },
  );
}

function credentialTypes(): readonly string[] {
  const auth = objectAt("/AuthParameters");
  const extras = settable(auth).filter(([name]) => auth.exactlyOneOf?.includes(name) !== true);
  return [
    typeText(
      "AuthParameters",
      propertyDoc(auth, "/AuthParameters", 'ssm("/bridgehead/…")'),
      typeUnion(authorizationTypes.map((type) => `${kinds[type].name}Credentials`)),
    ),
    interfaceText("AuthExtras", "What goes with each request; one of the two at most.", {
      members: extras.flatMap(([name, node]) => membersOf(name, node, "/AuthParameters")),
    }),
    ...authorizationTypes.flatMap(credentialsOfType),
  ];
}

function credentialsOfType(type: AuthorizationType): readonly string[] {
  const block = credentialsOf[type];
  const node = objectAt(`/AuthParameters/${block}`);
  const { name, short } = kinds[type];
  const variants = spellingVariants([block]).map((variant) => ({ ...variant, type: `${variant.prefix}${name}Block` }));
  return [
    typeText(
      `${name}Credentials`,
      `Credentials of the authorization type ${type}: a short form, or AWS's own block.`,
      typeUnion([...short, ...variants].map((form) => form.type)),
    ),
    ...short.map((form) =>
      interfaceText(form.type, form.doc, {
        extend: "AuthExtras",
        members: Object.entries(form.stands).map(([member, stands]) =>
          shortMember(member, `/AuthParameters/${stands}`, form.optional?.includes(member) === true),
        ),
      }),
    ),
    ...variants.map(({ type: variantType, spell }) =>
      interfaceText(variantType, node.doc, {
        extend: "AuthExtras",
        members: [memberOf(spell(block), block, node, { parent: "/AuthParameters", optional: false })],
      }),
    ),
  ];
}

if (import.meta.main) process.stdout.write(definitionTypes());
