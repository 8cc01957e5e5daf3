import { Marked } from "marked";
import { marker } from "../../workflows/render/plan-comment.ts";

/* What becomes more than text once GitHub has rendered it. */

/** The elements that our Markdown makes. */
const own = new Set(
  "h2 p br em strong code pre blockquote ul ol li table thead tbody tr th td details summary sub a".split(" "),
);
const ownAttributes = /^(?: class="language-(?:sh|ini|yaml|ts|json)"| start="\d+")?$/;
/** GitHub makes links of these in what is neither code nor a link already. */
const linked = /@[a-z0-9]|#\d|\bGH-\d|https?:\/\/|www\./gi;
/** What reads from right to left, what is not seen, and what a terminal obeys; the joiner that we put in ourselves is not. */
const unseen = /[\p{Bidi_Control}\p{Cc}\u200B-\u200F\uFEFF\u{E0000}-\u{E007F}]/gu;

/** What in a comment, or in the Markdown of a check, is not ours and more than text. `web`: where our links lead. */
export function escapes(markdown: string, web: string): readonly string[] {
  const rendered = new Marked({ gfm: true, breaks: true, async: false }).parse(markdown) as string;
  const html = rendered.startsWith(`${marker("plan")}\n`) ? rendered.slice(marker("plan").length) : rendered;
  const elements = Array.from(html.matchAll(/<\/?([^\s>]*)([^>]*)>?/g))
    .filter(([, name = "", attributes = ""]) => !isOwn(name, attributes, web))
    .map(([element]) => element);
  // Entities are gone when GitHub looks for names and addresses.
  const prose = html
    .replaceAll(/<(code|pre|a)\b[^>]*>.*?<\/\1>/gs, " ")
    .replaceAll(/<[^>]*>/g, "\n")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&\w+;/g, " ");
  return [...elements, ...(prose.match(linked) ?? []), ...misleading(markdown)];
}

function isOwn(name: string, attributes: string, web: string): boolean {
  if (name !== "a" || attributes === "") return own.has(name) && ownAttributes.test(attributes);
  const href = /^ href="([^"'<>\s]*)"$/.exec(attributes)?.[1];
  return href?.startsWith(`${web}/`) === true;
}

/** The characters of a text of several lines that are not what they seem. */
export function misleading(text: string): readonly string[] {
  return text.replaceAll(/[\n\t]/g, "").match(unseen) ?? [];
}
