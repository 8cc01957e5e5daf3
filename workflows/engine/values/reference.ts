/**
 * Secret references in CloudFormation's own syntax, and the templates that they stand in.
 *
 * A template is a string such as `Bearer {{resolve:ssm-secure:/orders/token:3}}`. In a desired state a credential
 * that was written as plain text appears as `{{literal:<fingerprint>}}`.
 */

export type ReferenceService = "ssm" | "ssm-secure" | "secretsmanager";

export interface Reference {
  readonly service: ReferenceService;
  /** Name of the parameter, as written. */
  readonly path: string;
  /** The pinned version; null: the newest at the time of planning. */
  readonly version: number | null;
}

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "reference"; readonly reference: Reference }
  | { readonly kind: "literal"; readonly fingerprint: string }
  /** Something in double braces that is neither: kept as it stands, for the validator to name. */
  | { readonly kind: "malformed"; readonly text: string };

const SSM = /^resolve:(ssm|ssm-secure):([^:{}\s]+)(?::([1-9]\d{0,8}))?$/;
const SECRETS_MANAGER = /^resolve:secretsmanager:(.+)$/s;
const LITERAL = /^literal:([0-9a-f]{32})$/;

/** Linear in the template's length, which a pull request decides. */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (let open = template.indexOf("{{"); open !== -1; open = template.indexOf("{{", end)) {
    const close = template.indexOf("}}", open + 2);
    if (close === -1) break;
    if (open > end) parts.push({ kind: "text", text: template.slice(end, open) });
    end = close + 2;
    parts.push(parseBraces(template.slice(open, end), template.slice(open + 2, close)));
  }
  if (end < template.length) parts.push({ kind: "text", text: template.slice(end) });
  return parts;
}

function parseBraces(whole: string, inner: string): TemplatePart {
  const ssm = SSM.exec(inner);
  if (ssm !== null) {
    const [, service, path, version] = ssm;
    return {
      kind: "reference",
      reference: {
        service: service as "ssm" | "ssm-secure",
        path: path as string,
        version: version === undefined ? null : Number(version),
      },
    };
  }
  const secretsManager = SECRETS_MANAGER.exec(inner);
  if (secretsManager !== null) {
    return {
      kind: "reference",
      reference: { service: "secretsmanager", path: secretsManager[1] as string, version: null },
    };
  }
  const literal = LITERAL.exec(inner);
  if (literal !== null) return { kind: "literal", fingerprint: literal[1] as string };
  return { kind: "malformed", text: whole };
}

export function formatReference({ service, path, version }: Reference): string {
  return version === null ? `{{resolve:${service}:${path}}}` : `{{resolve:${service}:${path}:${version}}}`;
}

export function formatTemplate(parts: readonly TemplatePart[]): string {
  return parts
    .map((part) => {
      switch (part.kind) {
        case "text":
        case "malformed":
          return part.text;
        case "reference":
          return formatReference(part.reference);
        case "literal":
          return `{{literal:${part.fingerprint}}}`;
      }
    })
    .join("");
}

export function referencesIn(template: string): readonly Reference[] {
  return parseTemplate(template).flatMap((part) => (part.kind === "reference" ? [part.reference] : []));
}
