import { canonicalJson, equalJson, pointerSegments, type Json } from "../engine/values/json.ts";
import type { Change, ParameterVersion, PropertyChange } from "../engine/plan/plan.ts";
import { parseTemplate, type TemplatePart } from "../engine/values/reference.ts";
import { isBesideReference, isJoint, knownSchemeOf } from "../engine/values/scheme.ts";
import { name, value, words, type Phrase, type Piece } from "./phrase.ts";

/** `AuthParameters.ApiKeyAuthParameters.ApiKeyName`, `HeaderParameters[0].Key`. */
export function propertyPath(pointer: string): string {
  return joinSegments(pointerSegments(pointer));
}

function joinSegments(segments: readonly string[]): string {
  return segments
    .map((segment, index) => (/^\d+$/.test(segment) ? `[${segment}]` : index === 0 ? segment : `.${segment}`))
    .join("");
}

/** The end of the path that says enough in a list: `ApiKeyName`, `HeaderParameters[0].Value`. */
export function propertyLabel(pointer: string): string {
  const segments = pointerSegments(pointer);
  const index = segments.findIndex((segment) => /^\d+$/.test(segment));
  return joinSegments(segments.slice(index > 0 ? index - 1 : -1));
}

/** What stands in AWS now, and whether somebody changed it since it was applied. */
export function beforeText(property: PropertyChange): Phrase {
  if (!property.readable) return [words("not readable")];
  const shown = differences(property)?.before ?? valueText(property.before, property.sensitive, []);
  if (!editedOutside(property)) return shown;
  if (equalJson(property.recorded, property.after)) return [...shown, words(" (changed in AWS since it was applied)")];
  const applied = valueText(property.recorded, property.sensitive, []);
  return [...shown, words(" (changed in AWS; applied was "), ...applied, words(")")];
}

/** What a resource has that is taken over. Of the HTTP parameters AWS tells those that are no secrets. */
export function adoptedText(property: PropertyChange): Phrase {
  if (property.readable || isWrittenUnseen(property)) return beforeText({ ...property, recorded: null });
  return valueText(property.recorded, property.sensitive, []);
}

/** Whether a credential is written over one that nobody can read, and that was not applied by Bridgehead. */
export function isWrittenUnseen({ sensitive, readable, recorded, after }: PropertyChange): boolean {
  return sensitive && !readable && recorded === null && after !== null;
}

/**
 * Whether the live value is not the one that was applied. A plain parameter's value is not in the record, so where
 * one stood, nobody knows.
 */
export function editedOutside({ readable, before, recorded }: PropertyChange): boolean {
  return readable && recorded !== null && !isTemplate(recorded) && !equalJson(recorded, before);
}

/** What will stand there, and for what cannot be read: what it was when it was applied last. */
export function afterText(property: PropertyChange, change: Pick<Change, "action" | "parameters">): Phrase {
  const { after, sensitive } = property;
  const { parameters } = change;
  // What is created anew is not compared with what a record may still say, and what is adopted has none.
  const recorded = change.action === "create" || change.action === "adopt" ? null : property.recorded;
  const shown = differences(property)?.after ?? valueText(after, sensitive, parameters);
  if (property.readable || recorded === null) return shown;
  if (equalJson(recorded, after)) return [...shown, words(", sent again")];
  return rotation(recorded, after, parameters) ?? [...shown, words(", was "), ...valueText(recorded, sensitive, [])];
}

/** Shorter values are read as a whole. */
const LONG = 24;
/** What is shown of what two values have in common, on either side, and what they need to have. */
const COMMON = 48;
const FEW_IN_COMMON = 8;

/** Where two long values differ; undefined: they are short, have little in common, or must not be shown. */
function differences({ before, after, sensitive, readable }: PropertyChange) {
  if (sensitive || !readable) return undefined;
  const [old, now] = [plainText(before), plainText(after)].map((text) => Array.from(text ?? ""));
  if (old === undefined || now === undefined || Math.min(old.length, now.length) < LONG) return undefined;
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  if (start + end < FEW_IN_COMMON || start + end === most) return undefined;
  const marked = (text: readonly string[]): Phrase => [
    {
      kind: "marked",
      parts: {
        start: (start > COMMON ? "…" : "") + text.slice(Math.max(0, start - COMMON), start).join(""),
        changed: text.slice(start, text.length - end).join(""),
        end:
          text.slice(text.length - end, text.length - Math.max(0, end - COMMON)).join("") + (end > COMMON ? "…" : ""),
      },
    },
  ];
  return { before: marked(old), after: marked(now) };
}

/** undefined: it is made of references, or nothing. */
function plainText(json: Json): string | undefined {
  if (json === null || isTemplate(json)) return undefined;
  return typeof json === "string" ? json : canonicalJson(json);
}

/** A value for people. A sensitive value that is not made of references is a broken promise: nothing of it is shown. */
export function valueText(json: Json, sensitive: boolean, parameters: readonly ParameterVersion[]): Phrase {
  if (json === null) return [words("none")];
  if (typeof json === "string") return templateText(parseTemplate(json), json, sensitive, parameters);
  if (sensitive) return [words("hidden")];
  return [name(typeof json === "object" ? canonicalJson(json) : String(json))];
}

function templateText(
  parts: readonly TemplatePart[],
  whole: string,
  sensitive: boolean,
  parameters: readonly ParameterVersion[],
): Phrase {
  const templated = parts.some((part) => part.kind === "reference" || part.kind === "literal");
  if (!templated) return sensitive ? [words("hidden")] : [value(whole)];
  return parts.flatMap((part, index): readonly Piece[] => {
    const joint = index === 0 ? [] : [words(" + ")];
    switch (part.kind) {
      case "text":
        return [...joint, sensitive && !isNoCredential(parts, index) ? words("hidden") : value(part.text)];
      case "malformed":
        return [...joint, sensitive ? words("hidden") : value(part.text)];
      case "reference": {
        const version = part.reference.version ?? versionOf(part.reference.path, parameters);
        return [
          ...joint,
          name(part.reference.path),
          words(version === null ? ", newest version" : ` version ${version}`),
        ];
      }
      case "literal":
        return [...joint, words("text in the file (fingerprint "), name(part.fingerprint.slice(0, 8)), words(")")];
    }
  });
}

/** What the interpretation leaves readable of a credential: what stands before a token, and what joins references. */
function isNoCredential(parts: readonly TemplatePart[], index: number): boolean {
  const part = parts[index];
  if (part?.kind !== "text") return false;
  return isBesideReference(parts, index) || isJoint(part.text) || knownSchemeOf(part.text) === part.text;
}

function versionOf(path: string, parameters: readonly ParameterVersion[]): number | null {
  return parameters.find((parameter) => parameter.path === path)?.version ?? null;
}

/** `/path version 7 → 9` where nothing but versions differs; undefined otherwise. */
function rotation(recorded: Json, after: Json, parameters: readonly ParameterVersion[]): Phrase | undefined {
  if (typeof recorded !== "string" || typeof after !== "string") return undefined;
  const [old, ...more] = parseTemplate(recorded).filter((part) => part.kind !== "text");
  const [next, ...others] = parseTemplate(after).filter((part) => part.kind !== "text");
  if (old === undefined || next === undefined || more.length > 0 || others.length > 0) return undefined;
  if (textAround(recorded) !== textAround(after)) return undefined;
  if (old.kind === "literal" && next.kind === "literal")
    return [words("text in the file, changed (fingerprint "), name(next.fingerprint.slice(0, 8)), words(")")];
  if (old.kind !== "reference" || next.kind !== "reference" || old.reference.path !== next.reference.path)
    return undefined;
  const version = next.reference.version ?? versionOf(next.reference.path, parameters);
  if (old.reference.version === null || version === null) return undefined;
  return [name(next.reference.path), words(` version ${old.reference.version} → ${version}`)];
}

function textAround(template: string): string {
  return parseTemplate(template)
    .map((part) => (part.kind === "text" ? part.text : "{{}}"))
    .join("");
}

function isTemplate(json: Json): boolean {
  return typeof json === "string" && parseTemplate(json).some((part) => part.kind !== "text");
}
