/**
 * The words of a text with a hyphen for what stands between them, accents taken off. `words`: their characters, as in
 * brackets of a regular expression.
 */
export function joinedWords(text: string, words: string): string {
  const plain = text
    .slice(0, 200)
    .normalize("NFD")
    .replaceAll(/\p{M}+/gu, "");
  return plain.replaceAll(new RegExp(`[^${words}]+`, "g"), "-").replaceAll(/^-+|-+$/g, "");
}
