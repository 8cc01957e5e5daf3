import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { Kind } from "../../../workflows/engine/kinds/kind.ts";
import { withArticle } from "../../../workflows/engine/kinds/noun.ts";
import { camelCaseOf } from "../../../workflows/engine/kinds/spellings.ts";
import { interfaceText, type Member } from "./typescript-text.ts";

const header = `/* What a definition gets back. Written by \`node infra/build/authoring/authoring.ts\`: do not edit. */

/** What \`ssm\` returns: CloudFormation's own syntax for a SecureString parameter. It may stand in a longer string. */
export type SecretReference = \`{{resolve:ssm-secure:\${string}}}\`;

declare const knownAfterApply: unique symbol;

/** Known after the apply, so it cannot be used in a definition: it is no text, and reading it is an error. */
export interface KnownAfterApply {
  readonly [knownAfterApply]: "known after the apply; \`exportArn\` writes the ARN to a parameter";
}
`;

/** The text of `connections/_authoring/handle.ts`: for each kind what a declared resource is to other definitions. */
export function handleTypes(): string {
  return [header, ...builtinKinds.all.map(handleText)].join("\n");
}

/** The name of a kind's handle, such as `ConnectionHandle`. */
export function handleName({ call }: Pick<Kind, "call">): string {
  return `${call.resource}Handle`;
}

function handleText(kind: Kind): string {
  const made = Object.entries(kind.schema.properties).filter(([, node]) => node.access === "read-only");
  const doc =
    `A declared ${kind.noun}. Its id and its name are known, and may be used in other definitions. What AWS makes up is ` +
    "known after the apply: reading it is the diagnostic `known-after-apply`.";
  return interfaceText(handleName(kind), doc, {
    members: [
      { name: "readonly id", type: "string", doc: "The id that the definition was given." },
      {
        name: "readonly name",
        type: "string",
        doc: `The name of the ${kind.noun}: the one that it was given, else the id.`,
      },
      ...made.flatMap(([name, node]): readonly Member[] =>
        [camelCaseOf(name), name].map((spelling) => ({
          name: `readonly ${spelling}`,
          type: "KnownAfterApply",
          doc: `${node.doc} Known after apply; cannot be used in a definition${howToHandOn(kind, `/${name}`)}.`,
        })),
      ),
    ],
  });
}

function howToHandOn({ arn, keepsSecretAt }: Kind, path: string): string {
  if (path === arn) return ": `exportArn` hands it on";
  return path === keepsSecretAt ? ": `exportSecretArn` hands it on" : "";
}

/** The members of \`AWS\`: for each service its resources, with what declares one. */
export function serviceTypes(): readonly string[] {
  const services = Map.groupBy(builtinKinds.all, ({ call }) => call.service);
  return [
    interfaceText("Services", "The services whose resources can be declared.", {
      members: [...services].map(([service, [kind]]) => ({
        name: `readonly ${service}`,
        type: `${service}Resources`,
        doc: `Amazon ${kind?.service ?? service}.`,
      })),
    }),
    ...[...services].map(([service, kinds]) =>
      interfaceText(`${service}Resources`, `The resources of ${kinds[0]?.service ?? service} that can be declared.`, {
        members: kinds.map(declaringMember),
      }),
    ),
  ];
}

function declaringMember(kind: Kind): Member {
  const { call, noun } = kind;
  return {
    name: `readonly ${call.resource}`,
    type: `(id: string, props: ${call.resource}Props) => Promise<${handleName(kind)}>`,
    doc:
      `Declares ${withArticle(noun)}: \`id\`, of 1 to 128 characters and unique over all files, names the definition, and ` +
      `the ${noun} where the properties give it no name. They stand in camelCase or in CloudFormation's spelling. ` +
      "What it returns has the id and the name, for other definitions.",
  };
}
