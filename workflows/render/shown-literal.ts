import { isScheme, knownSchemeOf } from "../engine/values/scheme.ts";
import { secretShape } from "../engine/values/secret-shape.ts";

/**
 * Which string literals a source frame may show. A literal is shown only where both its place and its text are known
 * to be harmless; what is not known here is masked. The places are those that AWS keeps readable and plans print
 * anyway, so a credential that stands there by mistake is not disclosed by the frame; still, nothing is shown that
 * looks like one.
 */
export interface LiteralContext {
  readonly content: string;
  readonly quote: string;
  /** The code before the literal, back to the literal or the comment before it. */
  readonly before: string;
  /** The code behind the literal on its line: its first word or sign at least. */
  readonly after: string;
  /** The literal before `before`, where nothing but a property's name can stand there; as in JSON. */
  readonly key: string | null;
  /** The last character of code before the name of a property, where `before` begins with it. */
  readonly opening: string;
}

/** No text that is shown is longer. */
const LONGEST = 1_000;

/** Where a value ends: nothing is added to it or done with it. An import may go on with attributes. */
const ENDS = /^\s*(?:[,;)}\]]|\/\/|with\b|$)/;

/** What looks like a key or a token: a long run with digits in it, or a long number. */
const TOKEN = /(?=[\w$+/=]*\d)[\w$+=]{20,}|\d{7,}/;

const NAME = /^[A-Za-z0-9._-]{1,64}$/;
const WORD = /^[A-Za-z][A-Za-z_-]{0,39}$/;
const PARAMETER = String.raw`/[A-Za-z0-9_.\-/]{1,200}`;
/** References with what stands before them. */
const REFERENCES = new RegExp(
  String.raw`^([^{}$\\]{0,40})(?:\{\{resolve:ssm(?:-secure)?:${PARAMETER}(?::\d{1,9})?\}\})+$`,
);
const TEMPLATE = new RegExp(String.raw`^([^{}$\\]{0,40})\$\{ssm\("${PARAMETER}"(?:, ?\d{1,9})?\)\}$`);
/** A property whose value may begin with any word, which then is a part of it. */
const SECRET_NAME = /pass|pwd|secret/i;

/** Properties whose value is no credential, and what the value looks like there. */
const values: Readonly<Record<string, RegExp>> = {
  id: NAME,
  name: NAME,
  Name: NAME,
  authorizationType: WORD,
  AuthorizationType: WORD,
  httpMethod: WORD,
  HttpMethod: WORD,
  removal: WORD,
  exportArn: new RegExp(`^${PARAMETER}$`),
  exportSecretArn: new RegExp(`^${PARAMETER}$`),
  $schema: /^[\w./-]{1,100}$/,
};

/** Code before a literal that says what it is, and what it looks like there. */
const places: readonly (readonly [before: RegExp, content: RegExp])[] = [
  [/(?:^|[\s;}])(?:from|import)\s*$/, /^[@\w./-]{1,100}$/],
  [/(?<![\w$.])ssm\s*\(\s*$/, new RegExp(`^${PARAMETER}$`)],
  [/(?<![\w$])Connection\s*\(\s*$/, NAME],
];

/** Whether the literal may be shown as it stands. */
export function isShown({ content, quote, before, after, key, opening }: LiteralContext): boolean {
  if (content.length > LONGEST || TOKEN.test(content) || secretShape(content) !== null) return false;
  const name = propertyName(before, key, opening);
  if (quote === "`") return isFine(TEMPLATE.exec(content)?.[1], name);
  if (!ENDS.test(after)) return false;
  if (isFine(REFERENCES.exec(content)?.[1], name)) return true;
  if (places.some(([place, form]) => place.test(before) && form.test(content))) return true;
  return name !== null && Object.hasOwn(values, name) && values[name]?.test(content) === true;
}

/** Whether what stands before a reference may be shown: any scheme, where the property is known to be no password. */
function isFine(scheme: string | undefined, name: string | null): boolean {
  if (scheme === undefined || scheme === "") return scheme === "";
  const mayBeAny = name !== null && !SECRET_NAME.test(name);
  return knownSchemeOf(scheme) === scheme || (mayBeAny && isScheme(scheme));
}

/** The property that the literal is the whole value of; null where it may be something else. */
function propertyName(before: string, key: string | null, opening: string): string | null {
  // `"name": "…"`: nothing but a colon stands between the two.
  if (key !== null) return /^\s*:\s*$/.test(before) ? key : null;
  const found = /(?<![\w$])([\w$]{1,40})\s{0,40}:\s{0,40}$/.exec(before);
  const name = found?.[1];
  if (found === null || name === undefined) return null;
  const last = before.slice(0, found.index).trimEnd().at(-1) ?? opening;
  // After a question mark it is a branch of a condition.
  return last === "{" || last === "," ? name : null;
}
