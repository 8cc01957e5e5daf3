/** On a file's beginning, without comments and blank lines before it. Every repetition is bounded. */
const patterns = {
  terraform:
    /^(?:resource|data|variable|module|output|provider)\s{1,10}"[^"\n]{0,200}"[^\n]{0,200}\{|^(?:terraform|locals)\s{0,10}\{/,
  template: /^(?:---\s{0,10}\n)?(?:AWSTemplateFormatVersion|Transform|Resources|Type)["']?\s{0,10}:(?:[^:]|$)/,
  python:
    /^(?:from\s{1,10}[\w.]{1,100}\s{1,10}import\s|import\s{1,10}[\w.]{1,100}(?:\s{1,10}as\s{1,10}\w{1,100})?\s{0,10}\n)/,
  xml: /^<[?!A-Za-z]/,
  json: /^(?:\{\s{0,1000}"[^"\n]{0,200}"\s{0,10}:|\[\s{0,1000}\{\s{0,1000}")/,
  typescript: /^(?:import|export|const|let|var|await|async|function|module|type|interface|AWS)\b/,
  yaml: /^(?:---\s|(?:- )?[A-Za-z_$][\w$-]{0,100}["']?\s{0,10}:(?:\s|$))/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** In what a file is written that its ending does not say. */
export type Language = keyof typeof patterns;

/** Tried in this order. */
const byEnding: Readonly<Record<"ts" | "json", readonly Language[]>> = {
  ts: ["terraform", "template", "python", "json", "yaml"],
  json: ["terraform", "template", "python", "xml", "typescript", "yaml"],
};

/** The language of a file by its beginning, where it is another than the ending says. */
export function foreignLanguage(path: string, text: string): Language | undefined {
  const beginning = withoutComments(text.slice(0, 4_000));
  return byEnding[path.endsWith(".json") ? "json" : "ts"].find((language) => patterns[language].test(beginning));
}

/** The text from its first line that is neither blank nor a comment. */
function withoutComments(text: string): string {
  const lines = text.split(/\r\n|[\n\r]/);
  const first = lines.findIndex((line) => line.trim() !== "" && !/^\s*(?:#|\/\/|\/?\*)/.test(line));
  return first === -1 ? "" : lines.slice(first).join("\n").trimStart();
}
