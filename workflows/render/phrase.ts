import { clip, visibleLine, visibleText } from "./visible-text.ts";
import { inlineCode, type MarkedText, markedCode, prose } from "./escape-markdown.ts";

/** A piece of a sentence that is written down once and rendered for a comment and for a terminal. */
export type Piece =
  /** Bridgehead's own words. */
  | { readonly kind: "words"; readonly text: string }
  /** A name or a path: code in a comment, bare in a terminal. */
  | { readonly kind: "name"; readonly text: string }
  /** A value: code in a comment, in quotes in a terminal. */
  | { readonly kind: "value"; readonly text: string }
  /** A value of which something in the middle is another than before: bold in a comment, «so» in a terminal. */
  | { readonly kind: "marked"; readonly parts: MarkedText }
  /** Foreign running text. */
  | { readonly kind: "prose"; readonly text: string };

export type Phrase = readonly Piece[];

export const words = (text: string): Piece => ({ kind: "words", text });
export const name = (text: string): Piece => ({ kind: "name", text });
export const value = (text: string): Piece => ({ kind: "value", text });
export const foreign = (text: string): Piece => ({ kind: "prose", text });

/** `max`: code points of each foreign piece. */
export function phraseMarkdown(phrase: Phrase, max = 160): string {
  return phrase
    .map((piece) => {
      switch (piece.kind) {
        case "words":
          return piece.text;
        case "name":
        case "value":
          return inlineCode(piece.text, max);
        case "marked":
          return markedCode(piece.parts, max);
        case "prose":
          return prose(piece.text, 2 * max);
      }
    })
    .join("");
}

export function phrasePlain(phrase: Phrase, max = 160): string {
  return phrase
    .map((piece) => {
      switch (piece.kind) {
        case "words":
          return piece.text;
        case "name":
          return clip(visibleText(piece.text), max);
        case "value":
          return `"${clip(visibleText(piece.text), max)}"`;
        case "marked": {
          const { start, changed, end } = piece.parts;
          return `"${visibleText(start)}«${clip(visibleText(changed), max)}»${visibleText(end)}"`;
        }
        case "prose":
          return clip(visibleLine(piece.text), 2 * max);
      }
    })
    .join("");
}
