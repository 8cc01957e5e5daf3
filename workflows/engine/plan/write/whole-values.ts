import { leaves } from "../../kinds/model.ts";
import type { Model } from "../../values/model.ts";
import { HEADER_NAME_FORM, isHeaderName } from "../../kinds/header-name.ts";
import { nodeAt, type ObjectNode, type StringNode } from "../../kinds/schema.ts";
import { matches } from "../../kinds/matches.ts";
import type { Resolve } from "./materialise.ts";
import { versionOf } from "../parameter-versions.ts";
import type { ParameterVersion } from "../plan.ts";
import { parseTemplate, type TemplatePart } from "../../values/reference.ts";

/** A whole value that AWS would not take, or that would do something else than it looks like. No text has the value. */
export interface ValueProblem {
  /** warning: AWS takes it. */
  readonly severity: "error" | "warning";
  /** A clause that names the parameter, its version and the rule. */
  readonly message: string;
  /** What to do, as an imperative. */
  readonly fix: string;
  /** Paths of the parameters that are to be stored again; none where another value is wanted. */
  readonly again: readonly string[];
}

/** How values of parameters are known. */
export interface Resolving {
  readonly resolve: Resolve;
  /** The versions that the plan counts on. */
  readonly parameters: readonly ParameterVersion[];
}

/** What goes into a whole value, and who wrote it. */
interface Piece {
  readonly text: string;
  /** "parameter /path version 3"; null: the definition has it as text. */
  readonly of: string | null;
  /** Name of the parameter, likewise. */
  readonly path: string | null;
  /** Whether the definition names the version. */
  readonly isPinned: boolean;
}

/** The whole value of one property. */
interface Whole {
  readonly node: StringNode;
  /** The property's path, with a dot between its names. */
  readonly name: string;
  readonly pieces: readonly Piece[];
}

/**
 * Holds what would be sent, with what stands around each reference, against the schema's rules for its place: nothing
 * has been sent yet, and AWS would say less. What AWS takes as it is stays as it is; nothing is stripped.
 */
export function valueProblems(schema: ObjectNode, desired: Model, resolving: Resolving): readonly ValueProblem[] {
  return leaves(schema, desired).flatMap(({ path, value }) => {
    const node = nodeAt(schema, path);
    if (node?.kind !== "string" || typeof value !== "string") return [];
    const parts = parseTemplate(value);
    if (parts.every(({ kind }) => kind === "text")) return [];
    const pieces = parts.map((part) => pieceOf(part, resolving));
    return problemsOf({ node, name: path.slice(1).replaceAll("/", "."), pieces });
  });
}

function pieceOf(part: TemplatePart, { resolve, parameters }: Resolving): Piece {
  switch (part.kind) {
    case "text":
    case "malformed":
      return { text: part.text, of: null, path: null, isPinned: false };
    case "literal":
      return { text: resolve(part)?.reveal() ?? "", of: null, path: null, isPinned: false };
    case "reference": {
      const { path } = part.reference;
      const version = versionOf(part.reference, parameters);
      const isPinned = part.reference.version !== null;
      return { text: resolve(part)?.reveal() ?? "", of: `parameter ${path} version ${version ?? "?"}`, path, isPinned };
    }
  }
}

function problemsOf(whole: Whole): readonly ValueProblem[] {
  const { node, name, pieces } = whole;
  const text = pieces.map((piece) => piece.text).join("");
  const problems: ValueProblem[] = [];
  const most = Math.min(node.maxLength ?? Infinity, node.apiMaxLength ?? Infinity);
  // As AWS's own services count.
  if (text.length > most) {
    const around = pieces.length > 1 ? ", with what stands around it," : "";
    problems.push({
      severity: "error",
      message: `${ownersOf(pieces)}${around} is longer than the ${most} characters that ${name} takes`,
      fix: "store a shorter value, such as a key in place of a signed token, or send it as a parameter of the body",
      again: [],
    });
  }
  // What stands in the definition was validated, and seen.
  const unseen = pieces.flatMap((piece) => (piece.of === null ? [] : Array.from(piece.text)));
  const refused = [
    ...new Set([
      ...Array.from(text).filter((character) => isRefused(character, node)),
      ...unseen.filter((character) => getsLost(character, node)),
    ]),
  ];
  const byKind = Map.groupBy(refused, describe);
  for (const [what, characters] of byKind) problems.push(characterProblem(what, characters, whole));
  if (byKind.size === 0 && text !== "" && !isFormed(text, node)) {
    problems.push({
      severity: "error",
      message: `${ownersOf(pieces)} is not what ${name} takes, which is ${node.form ?? "another form of text"}`,
      fix: "store another value",
      again: [],
    });
  }
  return [...problems, ...unconfirmed(text, whole), ...blanks(whole)];
}

/** Of one kind of character that AWS does not take: what is wrong, and whose it is. */
function characterProblem(what: string, characters: readonly string[], { node, name, pieces }: Whole): ValueProblem {
  const has = (piece: Piece): boolean => characters.some((character) => piece.text.includes(character));
  const guilty = pieces.filter(has);
  const isBreak = what === LINE_BREAK;
  const isPem = isBreak && guilty.some(({ text }) => text.startsWith("-----BEGIN "));
  const isAtEnd = isBreak && guilty.every((piece) => !has({ ...piece, text: withoutLastBreak(piece.text) }));
  const said = isPem ? "is a PEM block of several lines" : isAtEnd ? `ends in ${what}` : `has ${what} in it`;
  return {
    severity: "error",
    message: `${ownersOf(guilty)} ${said}, and ${name} takes ${formOf(node) ?? "none"}`,
    fix: isPem
      ? "store the credential in one line, or send it as a parameter of the body"
      : `store it again without ${what}${isBreak ? ", as `printf %s` does" : ""}${pinNote(guilty)}`,
    again: isPem ? [] : pathsOf(guilty),
  };
}

/** What the service's own model forbids, and nobody has seen it refuse. */
function unconfirmed(text: string, { node, name, pieces }: Whole): readonly ValueProblem[] {
  const { apiPattern, apiPatternUnconfirmed: doubt } = node;
  if (apiPattern === undefined || doubt === undefined) return [];
  if (matches(apiPattern, text) || !isFormed(text, node)) return [];
  const guilty = pieces.filter((piece) => !matches(apiPattern, `a${piece.text}`));
  const message = `${ownersOf(guilty)} ${doubt.message}, as ${name}`;
  return [{ severity: "warning", message, fix: doubt.hint, again: [] }];
}

/** Nothing of a value is taken off, so what is there by accident is sent with it. */
function blanks({ name, pieces, node }: Whole): readonly ValueProblem[] {
  return pieces.flatMap((piece): readonly ValueProblem[] => {
    const { text, of, path } = piece;
    if (of === null || text === "") return [];
    const characters = Array.from(text);
    // What is not sent is an error, and told as one.
    const isSent = (character: string): boolean => !isRefused(character, node) && !getsLost(character, node);
    const has = (what: string): boolean => characters.some((each) => describe(each) === what && isSent(each));
    const isBlank = (character = ""): boolean => BLANK.test(character) && isSent(character);
    const what = [
      ...(isBlank(characters[0]) || isBlank(characters.at(-1)) ? ["a blank at its beginning or end"] : []),
      ...[LINE_BREAK, CONTROL].filter(has),
    ];
    if (what.length === 0) return [];
    return [
      {
        severity: "warning",
        message: `${of} has ${what.join(" and ")}, which is sent as a part of ${name}`,
        fix: `if that is not meant, store it again without${pinNote([piece])}`,
        again: path === null ? [] : [path],
      },
    ];
  });
}

const LINE_BREAK = "a line break";
const CONTROL = "a control character";
/** Of any width, none too; line breaks are told as such. */
const BLANK = /^(?:[^\S\r\n\u2028\u2029]|\u200b)$/u;

function withoutLastBreak(text: string): string {
  return text.replace(/(?:\r\n|\r|\n)$/, "");
}

/** The parameters that pieces come from, as the subject of a clause. */
function ownersOf(pieces: readonly Piece[]): string {
  const owners = [...new Set(pieces.flatMap(({ of }) => (of === null ? [] : [of])))];
  return owners.length === 0 ? "the text in the definition" : owners.join(" with ");
}

/** A version that is pinned stays what it is, whatever is stored after it. */
function pinNote(pieces: readonly Piece[]): string {
  return pieces.some(({ isPinned }) => isPinned) ? ", and pin the version that this makes" : "";
}

function pathsOf(pieces: readonly Piece[]): readonly string[] {
  return [...new Set(pieces.flatMap(({ path }) => (path === null ? [] : [path])))];
}

/** In words that do not tell the character itself, which is a part of the value. */
function describe(character: string): string {
  if (/^[\n\r\u0085\u2028\u2029]$/.test(character)) return LINE_BREAK;
  if (character === "\t") return "a tab";
  if (character === " ") return "a blank";
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return CONTROL;
  return code > 0x7e ? "a character outside ASCII" : "a character that is not taken there";
}

/** What a place takes, in words that follow "takes". */
function formOf({ travels, form }: StringNode): string | undefined {
  if (travels === "header") return "a header of one line of printable ASCII characters";
  return travels === "header-name" ? `the name of a header: ${HEADER_NAME_FORM}` : form;
}

/** Whether AWS would take a character that does not get to the destination as it is. */
function getsLost(character: string, { travels }: StringNode): boolean {
  if (travels === undefined) return false;
  if (travels === "credential") return character === "\t";
  return travels === "header" ? !/^[\x20-\x7e\r\n]$/.test(character) : !isHeaderName(character);
}

/** Whether a character is taken nowhere in a value of this place. */
function isRefused(character: string, node: StringNode): boolean {
  return !isFormed(`a${character}a`, node) && isFormed("aaa", node);
}

/** Whether the registry, and the service where that is known, take a text. */
function isFormed(text: string, { pattern, apiPattern, apiPatternUnconfirmed }: StringNode): boolean {
  return matches(pattern, text) && (apiPatternUnconfirmed !== undefined || matches(apiPattern, text));
}
